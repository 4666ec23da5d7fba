;; Conversions between F32 and its 16-bit halves, four or eight elements a step. Each reads from byte 0 to $end and
;; writes from byte $to on; the last step may read past $end. simd.ts holds this module as text; bf16.ts and f16.ts do the same in
;; JavaScript. Constants are kept in locals, because V8 of Node 20 would load them again in every step.
(module
  (memory (export "memory") 3)

  ;; BF16 is the upper half of F32, so zeros go between the elements. Eight elements a step.
  (func (export "widenBf16") (param $to i32) (param $end i32)
    (local $from i32) (local $halves v128) (local $zeros v128)
    (loop $step
      (local.set $halves (v128.load (local.get $from)))
      (v128.store (local.get $to)
        (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $zeros) (local.get $halves)))
      (v128.store offset=16 (local.get $to)
        (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $zeros) (local.get $halves)))
      (local.set $to (i32.add (local.get $to) (i32.const 32)))
      (br_if $step (i32.lt_u (local.tee $from (i32.add (local.get $from) (i32.const 16))) (local.get $end)))))

  ;; A normal F16 is shifted up and its exponent changes from bias 15 to bias 127, that of infinity and NaN by twice as
  ;; much. A subnormal F16 is an integer times 2^-24.
  (func (export "widenF16") (param $to i32) (param $end i32)
    (local $from i32) (local $half v128) (local $magnitude v128)
    (local $magnitudes v128) (local $signs v128) (local $largest v128) (local $normal v128) (local $rebias v128) (local $unit v128)
    (local.set $magnitudes (i32x4.splat (i32.const 0x7fff)))
    (local.set $signs (i32x4.splat (i32.const 0x80000000)))
    (local.set $largest (i32x4.splat (i32.const 0x7bff)))
    (local.set $normal (i32x4.splat (i32.const 0x400)))
    (local.set $rebias (i32x4.splat (i32.const 0x38000000)))
    (local.set $unit (f32x4.splat (f32.const 0x1p-24)))
    (loop $step
      (local.set $half (v128.load16x4_u (local.get $from)))
      (local.set $magnitude (v128.and (local.get $half) (local.get $magnitudes)))
      (v128.store (local.get $to)
        (v128.or
          (v128.and (i32x4.shl (local.get $half) (i32.const 16)) (local.get $signs))
          (v128.bitselect
            (f32x4.mul (f32x4.convert_i32x4_s (local.get $magnitude)) (local.get $unit))
            (i32x4.add
              (i32x4.add (i32x4.shl (local.get $magnitude) (i32.const 13)) (local.get $rebias))
              (v128.and (i32x4.gt_s (local.get $magnitude) (local.get $largest)) (local.get $rebias)))
            (i32x4.lt_s (local.get $magnitude) (local.get $normal)))))
      (local.set $to (i32.add (local.get $to) (i32.const 16)))
      (br_if $step (i32.lt_u (local.tee $from (i32.add (local.get $from) (i32.const 8))) (local.get $end)))))

  ;; Rounds to nearest, ties to even. A NaN becomes the quiet NaN of its sign.
  (func (export "narrowToBf16") (param $to i32) (param $end i32)
    (local $from i32) (local $bits v128) (local $upper v128) (local $half v128)
    (local $one v128) (local $below v128) (local $sign v128) (local $quiet v128)
    (local.set $one (i32x4.splat (i32.const 1)))
    (local.set $below (i32x4.splat (i32.const 0x7fff)))
    (local.set $sign (i32x4.splat (i32.const 0x8000)))
    (local.set $quiet (i32x4.splat (i32.const 0x7fc0)))
    (loop $step
      (local.set $bits (v128.load (local.get $from)))
      (local.set $upper (i32x4.shr_u (local.get $bits) (i32.const 16)))
      (local.set $half
        (v128.bitselect
          (v128.or (v128.and (local.get $upper) (local.get $sign)) (local.get $quiet))
          (i32x4.shr_u
            (i32x4.add (i32x4.add (local.get $bits) (local.get $below)) (v128.and (local.get $upper) (local.get $one)))
            (i32.const 16))
          (f32x4.ne (local.get $bits) (local.get $bits))))
      (v128.store64_lane 0 (local.get $to) (i16x8.narrow_i32x4_u (local.get $half) (local.get $half)))
      (local.set $to (i32.add (local.get $to) (i32.const 8)))
      (br_if $step (i32.lt_u (local.tee $from (i32.add (local.get $from) (i32.const 16))) (local.get $end)))))

  ;; Rounds to nearest, ties to even; from 65520 on to infinity. A NaN keeps its sign and the upper bits of its payload.
  ;; Below 2^-14, adding 1/2 does the rounding: its last bit is worth 2^-24, like that of a subnormal F16.
  (func (export "narrowToF16") (param $to i32) (param $end i32)
    (local $from i32) (local $bits v128) (local $magnitude v128) (local $half v128)
    (local $one v128) (local $magnitudes v128) (local $rebias v128) (local $addend v128) (local $normal v128)
    (local $infinite v128) (local $infinity v128) (local $payload v128) (local $sign v128)
    (local.set $one (i32x4.splat (i32.const 1)))
    (local.set $magnitudes (i32x4.splat (i32.const 0x7fffffff)))
    (local.set $rebias (i32x4.splat (i32.const 0xc8000fff)))
    (local.set $addend (f32x4.splat (f32.const 0.5)))
    (local.set $normal (i32x4.splat (i32.const 0x38800000)))
    (local.set $infinite (i32x4.splat (i32.const 0x477fffff)))
    (local.set $infinity (i32x4.splat (i32.const 0x7c00)))
    (local.set $payload (i32x4.splat (i32.const 0x3ff)))
    (local.set $sign (i32x4.splat (i32.const 0x8000)))
    (loop $step
      (local.set $bits (v128.load (local.get $from)))
      (local.set $magnitude (v128.and (local.get $bits) (local.get $magnitudes)))
      (local.set $half
        (v128.bitselect
          (i32x4.sub (f32x4.add (local.get $magnitude) (local.get $addend)) (local.get $addend))
          (i32x4.shr_u
            (i32x4.add
              (i32x4.add (local.get $magnitude) (local.get $rebias))
              (v128.and (i32x4.shr_u (local.get $magnitude) (i32.const 13)) (local.get $one)))
            (i32.const 13))
          (i32x4.lt_s (local.get $magnitude) (local.get $normal))))
      (local.set $half
        (v128.bitselect
          (local.get $infinity)
          (local.get $half)
          (i32x4.gt_s (local.get $magnitude) (local.get $infinite))))
      (local.set $half
        (v128.bitselect
          (v128.or
            (local.get $infinity)
            (i32x4.max_s
              (v128.and (i32x4.shr_u (local.get $bits) (i32.const 13)) (local.get $payload))
              (local.get $one)))
          (local.get $half)
          (f32x4.ne (local.get $bits) (local.get $bits))))
      (local.set $half
        (v128.or (local.get $half) (v128.and (i32x4.shr_u (local.get $bits) (i32.const 16)) (local.get $sign))))
      (v128.store64_lane 0 (local.get $to) (i16x8.narrow_i32x4_u (local.get $half) (local.get $half)))
      (local.set $to (i32.add (local.get $to) (i32.const 8)))
      (br_if $step (i32.lt_u (local.tee $from (i32.add (local.get $from) (i32.const 16))) (local.get $end))))))
