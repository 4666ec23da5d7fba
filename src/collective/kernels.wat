;; Reductions over the memory that the threads of a group share, for floats of 32 bits. kernels.ts holds this module as
;; text; reduce.ts and src/optim/finite.ts do the same in JavaScript, and give the same bits. All addresses are in
;; bytes. Constants are kept in locals, because V8 of Node 20 would load them again in every step.
(module
  (memory (import "group" "memory") 1 65535 shared)

  ;; Returns 0 if all floats from $from up to $end are finite. Sixteen floats a step. Without its sign, shifted up by
  ;; one bit, a NaN or an infinity is at least 0xff000000.
  (func (export "hasNotFinite") (param $from i32) (param $end i32) (result i32)
    (local $x v128) (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (loop $step
      (local.set $x (v128.load (local.get $from)))
      (local.set $a (i32x4.max_u (local.get $a) (i32x4.add (local.get $x) (local.get $x))))
      (local.set $x (v128.load offset=16 (local.get $from)))
      (local.set $b (i32x4.max_u (local.get $b) (i32x4.add (local.get $x) (local.get $x))))
      (local.set $x (v128.load offset=32 (local.get $from)))
      (local.set $c (i32x4.max_u (local.get $c) (i32x4.add (local.get $x) (local.get $x))))
      (local.set $x (v128.load offset=48 (local.get $from)))
      (local.set $d (i32x4.max_u (local.get $d) (i32x4.add (local.get $x) (local.get $x))))
      (br_if $step (i32.lt_u (local.tee $from (i32.add (local.get $from) (i32.const 64))) (local.get $end))))
    (v128.any_true
      (i32x4.ge_u
        (i32x4.max_u (i32x4.max_u (local.get $a) (local.get $b)) (i32x4.max_u (local.get $c) (local.get $d)))
        (i32x4.splat (i32.const 0xff000000)))))

  ;; Adds $count vectors, at least two: the first from $from on, each next one $stride bytes further on. Writes to $out
  ;; up to $end. Each sum is divided by $total unless that is 1, and multiplied by $factor. Eight floats a step.
  (func (export "sum") (param $from i32) (param $stride i32) (param $count i32) (param $out i32) (param $end i32)
    (param $total f64) (param $factor f64)
    (local $vector i32) (local $left i32) (local $factors v128) (local $totals v128)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (local.set $factors (f64x2.splat (local.get $factor)))
    (local.set $totals (f64x2.splat (local.get $total)))
    (loop $step
      (local.set $a (f64x2.promote_low_f32x4 (v128.load64_zero (local.get $from))))
      (local.set $b (f64x2.promote_low_f32x4 (v128.load64_zero offset=8 (local.get $from))))
      (local.set $c (f64x2.promote_low_f32x4 (v128.load64_zero offset=16 (local.get $from))))
      (local.set $d (f64x2.promote_low_f32x4 (v128.load64_zero offset=24 (local.get $from))))
      (local.set $vector (i32.add (local.get $from) (local.get $stride)))
      (local.set $left (i32.sub (local.get $count) (i32.const 1)))
      (loop $each
        (local.set $a
          (f64x2.add (local.get $a) (f64x2.promote_low_f32x4 (v128.load64_zero (local.get $vector)))))
        (local.set $b
          (f64x2.add (local.get $b) (f64x2.promote_low_f32x4 (v128.load64_zero offset=8 (local.get $vector)))))
        (local.set $c
          (f64x2.add (local.get $c) (f64x2.promote_low_f32x4 (v128.load64_zero offset=16 (local.get $vector)))))
        (local.set $d
          (f64x2.add (local.get $d) (f64x2.promote_low_f32x4 (v128.load64_zero offset=24 (local.get $vector)))))
        (local.set $vector (i32.add (local.get $vector) (local.get $stride)))
        (br_if $each (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
      (if (f64.ne (local.get $total) (f64.const 1))
        (then
          (local.set $a (f64x2.div (local.get $a) (local.get $totals)))
          (local.set $b (f64x2.div (local.get $b) (local.get $totals)))
          (local.set $c (f64x2.div (local.get $c) (local.get $totals)))
          (local.set $d (f64x2.div (local.get $d) (local.get $totals)))))
      (v128.store64_lane 0
        (local.get $out)
        (f32x4.demote_f64x2_zero (f64x2.mul (local.get $a) (local.get $factors))))
      (v128.store64_lane offset=8 0
        (local.get $out)
        (f32x4.demote_f64x2_zero (f64x2.mul (local.get $b) (local.get $factors))))
      (v128.store64_lane offset=16 0
        (local.get $out)
        (f32x4.demote_f64x2_zero (f64x2.mul (local.get $c) (local.get $factors))))
      (v128.store64_lane offset=24 0
        (local.get $out)
        (f32x4.demote_f64x2_zero (f64x2.mul (local.get $d) (local.get $factors))))
      (local.set $from (i32.add (local.get $from) (i32.const 32)))
      (br_if $step (i32.lt_u (local.tee $out (i32.add (local.get $out) (i32.const 32))) (local.get $end)))))

  ;; Does the same with weights: doubles, from $weights on.
  (func (export "weightedSum") (param $from i32) (param $stride i32) (param $count i32) (param $out i32)
    (param $end i32) (param $total f64) (param $factor f64) (param $weights i32)
    (local $vector i32) (local $weight i32) (local $left i32) (local $factors v128) (local $totals v128) (local $w v128)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (local.set $factors (f64x2.splat (local.get $factor)))
    (local.set $totals (f64x2.splat (local.get $total)))
    (loop $step
      (local.set $a (f64x2.splat (f64.const -0))) ;; changes no sum, not even one of zeros
      (local.set $b (local.get $a))
      (local.set $c (local.get $a))
      (local.set $d (local.get $a))
      (local.set $vector (local.get $from))
      (local.set $weight (local.get $weights))
      (local.set $left (local.get $count))
      (loop $each
        (local.set $w (v128.load64_splat (local.get $weight)))
        (local.set $a
          (f64x2.add
            (local.get $a)
            (f64x2.mul (local.get $w) (f64x2.promote_low_f32x4 (v128.load64_zero (local.get $vector))))))
        (local.set $b
          (f64x2.add
            (local.get $b)
            (f64x2.mul (local.get $w) (f64x2.promote_low_f32x4 (v128.load64_zero offset=8 (local.get $vector))))))
        (local.set $c
          (f64x2.add
            (local.get $c)
            (f64x2.mul (local.get $w) (f64x2.promote_low_f32x4 (v128.load64_zero offset=16 (local.get $vector))))))
        (local.set $d
          (f64x2.add
            (local.get $d)
            (f64x2.mul (local.get $w) (f64x2.promote_low_f32x4 (v128.load64_zero offset=24 (local.get $vector))))))
        (local.set $vector (i32.add (local.get $vector) (local.get $stride)))
        (local.set $weight (i32.add (local.get $weight) (i32.const 8)))
        (br_if $each (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
      (if (f64.ne (local.get $total) (f64.const 1))
        (then
          (local.set $a (f64x2.div (local.get $a) (local.get $totals)))
          (local.set $b (f64x2.div (local.get $b) (local.get $totals)))
          (local.set $c (f64x2.div (local.get $c) (local.get $totals)))
          (local.set $d (f64x2.div (local.get $d) (local.get $totals)))))
      (v128.store64_lane 0
        (local.get $out)
        (f32x4.demote_f64x2_zero (f64x2.mul (local.get $a) (local.get $factors))))
      (v128.store64_lane offset=8 0
        (local.get $out)
        (f32x4.demote_f64x2_zero (f64x2.mul (local.get $b) (local.get $factors))))
      (v128.store64_lane offset=16 0
        (local.get $out)
        (f32x4.demote_f64x2_zero (f64x2.mul (local.get $c) (local.get $factors))))
      (v128.store64_lane offset=24 0
        (local.get $out)
        (f32x4.demote_f64x2_zero (f64x2.mul (local.get $d) (local.get $factors))))
      (local.set $from (i32.add (local.get $from) (i32.const 32)))
      (br_if $step (i32.lt_u (local.tee $out (i32.add (local.get $out) (i32.const 32))) (local.get $end)))))

  ;; Takes the least element of each place in $count vectors; with $takesMax, the greatest. Eight floats a step.
  (func (export "pick") (param $from i32) (param $stride i32) (param $count i32) (param $out i32) (param $end i32)
    (param $takesMax i32)
    (local $vector i32) (local $left i32) (local $a v128) (local $b v128)
    (loop $step
      (local.set $a (v128.load (local.get $from)))
      (local.set $b (v128.load offset=16 (local.get $from)))
      (local.set $vector (local.get $from))
      (local.set $left (local.get $count))
      (loop $each
        (if (local.get $takesMax)
          (then
            (local.set $a (f32x4.max (local.get $a) (v128.load (local.get $vector))))
            (local.set $b (f32x4.max (local.get $b) (v128.load offset=16 (local.get $vector)))))
          (else
            (local.set $a (f32x4.min (local.get $a) (v128.load (local.get $vector))))
            (local.set $b (f32x4.min (local.get $b) (v128.load offset=16 (local.get $vector))))))
        (local.set $vector (i32.add (local.get $vector) (local.get $stride)))
        (br_if $each (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
      (v128.store (local.get $out) (local.get $a))
      (v128.store offset=16 (local.get $out) (local.get $b))
      (local.set $from (i32.add (local.get $from) (i32.const 32)))
      (br_if $step (i32.lt_u (local.tee $out (i32.add (local.get $out) (i32.const 32))) (local.get $end))))))
