import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CheckpointError, loadNpz, mapping, readNpzHeader, serializeNpz } from '../../src/checkpoint/index.ts';
import { layout, repeat } from '../../src/index.ts';
import { paramlayout } from '../cli/command-line.ts';
import { saved } from './fixtures.ts';

const model = layout({ wte: [5, 4], h: repeat(2, { b: [3], w: [2, 3] }) });
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paramlayout-odd-'));
  await writeFile(join(folder, 'model.json'), JSON.stringify(model));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs every command that reads an archive. */
async function commandsOver(file: string, ...more: readonly string[]): Promise<readonly [string, number, string][]> {
  const lines = [
    ['inspect', file],
    ['inspect', file, '--values'],
    ['typegen', file, ...more],
    ['check', join(folder, 'model.json'), file, ...more],
    ['diff', file, file, '--values', ...more],
    ['convert', file, '-o', join(folder, 'out.safetensors'), ...more],
    ['draw', file],
    ['stats', file],
  ];
  const outcomes: [string, number, string][] = [];
  for (const args of lines) {
    const { exit, err } = await paramlayout(args, { width: 1000 });
    outcomes.push([args[0] as string, exit, err]);
  }
  return outcomes;
}

describe('an archive with members that are not arrays of numbers', () => {
  const file = 'test/fixtures/npy/odd/with-text.npz';

  it('loadNpz loads the rest if the options leave these members out', async () => {
    const flat = await loadNpz(model, saved('model.npz'));
    const bytes = saved('odd/with-text.npz');
    expect(await loadNpz(model, bytes, { ignore: ['labels', 'table'] })).toEqual(flat);
    expect(await loadNpz(model, bytes, { extra: 'ignore' })).toEqual(flat);
    const names = (name: string): string | undefined => (name === 'labels' || name === 'table' ? undefined : name);
    expect(await loadNpz(model, bytes, { names })).toEqual(flat);
    const own = { mapping: mapping(model, [['wte', 'wte']]) };
    expect(await loadNpz(model, bytes, { ...own, ignore: ['labels', 'table'] })).toEqual(flat);
    expect(await loadNpz(model, bytes, { ...own, extra: 'ignore' })).toEqual(flat);
    expect(await loadNpz(model, bytes, { mapping: mapping(model, [], { ignore: ['labels', 'table'] }) })).toEqual(flat);
    const bias = layout([3]);
    expect(await loadNpz(bias, saved('odd/with-text.npz'), { prefix: 'h.0.b', names: { '': '' } as never })).toEqual(
      flat.subarray(model.at('h.0.b').offset, model.at('h.0.b').offset + 3),
    );
    await expect(loadNpz(model, saved('odd/with-text.npz'))).rejects.toThrow(
      "tensor 'labels': its element type cannot be read: it holds text",
    );
    await expect(loadNpz(model, saved('odd/with-text.npz'), { ignore: ['labels'] })).rejects.toThrow(
      "tensor 'table': its element type cannot be read: it is a structure with the fields 'a', 'b'",
    );
    await expect(
      loadNpz(layout({ labels: [2] }), saved('odd/with-text.npz'), { extra: 'ignore', partial: true }),
    ).rejects.toThrow('it holds text');
  });

  it('readNpzHeader leaves out what ignore matches', async () => {
    const header = await readNpzHeader(saved('odd/with-text.npz'), { ignore: ['labels', 'table', 'h.*.w'] });
    expect([...header.keys()]).toEqual(['h.0.b', 'h.1.b', 'wte']);
  });

  it('every command reads the rest and says what it leaves out; convert wants --ignore', async () => {
    for (const [command, exit, err] of await commandsOver(file)) {
      expect([command, exit]).toEqual([command, command === 'convert' ? 2 : 0]);
      expect(err).toContain("tensor 'labels': its element type cannot be read: it holds text");
    }
    for (const [command, exit, err] of await commandsOver(file, '--ignore', 'labels', '--ignore', 'table')) {
      expect([command, exit]).toEqual([command, 0]);
      if (!['inspect', 'draw', 'stats'].includes(command)) expect(err).not.toContain('labels');
    }
    const { out, err } = await paramlayout(['stats', file, '--only', 'h.*.b', '--json']);
    expect(err).toBe('');
    expect((JSON.parse(out) as { tensors: readonly unknown[] }).tensors).toHaveLength(2);
  });
});

describe('archives that lie', () => {
  it.each(['empty-crc.npz', 'fortran-lie-64G.npz'])('every command refuses %s and allocates nothing', async (name) => {
    const before = process.memoryUsage().arrayBuffers;
    for (const [command, exit, err] of await commandsOver(`test/fixtures/npy/odd/${name}`)) {
      expect([command, exit]).toEqual([command, 2]);
      expect(err).toMatch(/^paramlayout: tensor '[^']+': the archive member/);
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 25);
    await expect(readNpzHeader(saved(`odd/${name}`))).rejects.toThrow(CheckpointError);
  });

  const END = 22;
  /** A stored archive of two arrays, with its parts as text, so that a test can change them. */
  async function partsOf(): Promise<{ readonly local: [Buffer, Buffer]; readonly entries: [Buffer, Buffer] }> {
    const two = layout({ a: [2], b: [2] });
    const bytes = Buffer.from(await serializeNpz(two, Float32Array.of(1, 2, 3, 4)));
    const second = bytes.indexOf('PK\x03\x04', 4, 'latin1');
    const directory = bytes.indexOf('PK\x01\x02', 0, 'latin1');
    const next = bytes.indexOf('PK\x01\x02', directory + 4, 'latin1');
    return {
      local: [bytes.subarray(0, second), bytes.subarray(second, directory)],
      entries: [bytes.subarray(directory, next), bytes.subarray(next, -END)],
    };
  }
  /** Joins members and their entries to an archive. Entries must hold the right offsets. */
  function archiveOf(local: readonly Buffer[], entries: readonly Buffer[]): Uint8Array<ArrayBuffer> {
    const members = Buffer.concat(local);
    const directory = Buffer.concat(entries);
    const end = Buffer.alloc(END);
    end.write('PK\x05\x06', 'latin1');
    end.writeUInt16LE(entries.length, 8);
    end.writeUInt16LE(entries.length, 10);
    end.writeUInt32LE(directory.length, 12);
    end.writeUInt32LE(members.length, 16);
    return new Uint8Array(Buffer.concat([members, directory, end]));
  }
  /** An entry with an extra field. */
  function withExtra(entry: Buffer, extra: readonly number[]): Buffer {
    const changed = Buffer.concat([entry, Buffer.from(extra)]);
    changed.writeUInt16LE(extra.length, 30);
    return changed;
  }
  const changed = (part: Buffer, change: (copy: Buffer) => void): Buffer => {
    const copy = Buffer.from(part);
    change(copy);
    return copy;
  };

  it('the parts make a good archive, also with an extra field', async () => {
    const { local, entries } = await partsOf();
    for (const extra of [[], [0xff, 0xff, 0, 0], [0xff, 0xff, 2, 0, 7, 7], [7, 7, 7]]) {
      const header = await readNpzHeader(archiveOf(local, [withExtra(entries[0], extra), entries[1]]));
      expect([...header.keys()]).toEqual(['a', 'b']);
    }
  });

  it.each([
    ['goes beyond its end', [0xff, 0xff, 9, 0, 1], 'expected at most 1 bytes, found 9'],
    [
      'has two parts of 64-bit numbers',
      [1, 0, 0, 0, 1, 0, 0, 0],
      'expected one part with numbers of 64 bits, found two',
    ],
  ])('an extra field that %s is refused', async (_what, extra, message) => {
    const { local, entries } = await partsOf();
    await expect(readNpzHeader(archiveOf(local, [withExtra(entries[0], extra), entries[1]]))).rejects.toThrow(
      `tensor 'a.npy': the extra field of the archive member is wrong: ${message}`,
    );
  });

  it('a size of 64 bits that the extra field lacks is refused', async () => {
    const { local, entries } = await partsOf();
    for (const at of [20, 24, 42]) {
      const entry = changed(entries[0], (copy) => copy.writeUInt32LE(0xffffffff, at));
      for (const extra of [[], [1, 0, 4, 0, 1, 2, 3, 4], [1, 0, 0, 0]])
        await expect(readNpzHeader(archiveOf(local, [withExtra(entry, extra), entries[1]]))).rejects.toThrow(
          'the extra field of the archive member is wrong: expected a number of 64 bits, found none',
        );
    }
  });

  it('a member whose own name is another than in the directory is refused', async () => {
    const { local, entries } = await partsOf();
    const other = changed(local[0], (copy) => copy.write('c', 30));
    await expect(readNpzHeader(archiveOf([other, local[1]], entries))).rejects.toThrow(
      "tensor 'a.npy': the archive member is damaged: expected the name of " +
        "the directory, found 'c.npy' before its data",
    );
    const longer = changed(local[0], (copy) => copy.writeUInt16LE(6, 26));
    await expect(readNpzHeader(archiveOf([longer, local[1]], entries))).rejects.toThrow(
      'the archive member is damaged',
    );
  });

  it('members that overlap are refused', async () => {
    const { local, entries } = await partsOf();
    const same = changed(entries[1], (copy) => copy.writeUInt32LE(0, 42));
    await expect(readNpzHeader(archiveOf(local, [entries[0], same]))).rejects.toThrow('overlaps what follows it');
    const within = changed(entries[1], (copy) => copy.writeUInt32LE(40, 42));
    await expect(readNpzHeader(archiveOf(local, [entries[0], within]))).rejects.toThrow('overlaps what follows it');
    const late = changed(entries[1], (copy) => copy.writeUInt32LE(copy.readUInt32LE(42) + 20, 42));
    await expect(readNpzHeader(archiveOf(local, [entries[0], late]))).rejects.toThrow('overlaps what follows it');
    // An extra field before the data pushes them into the next member. Only the member itself tells its length.
    const pushed = changed(local[0], (copy) => copy.writeUInt16LE(30, 28));
    await expect(readNpzHeader(archiveOf([pushed, local[1]], entries))).rejects.toThrow(
      /^tensor 'a.npy': the archive member is damaged: expected bytes up to \d+, found up to \d+/,
    );
  });

  it('a size that the bytes in the archive cannot have is refused before anything is read', async () => {
    const { local, entries } = await partsOf();
    const larger = changed(entries[0], (copy) => copy.writeUInt32LE(copy.readUInt32LE(24) + 4, 24));
    await expect(readNpzHeader(archiveOf(local, [larger, entries[1]]))).rejects.toThrow(
      "tensor 'a.npy': the archive member has a wrong size: expected 136 bytes for 136 in the archive, found 140",
    );
    const deflated = changed(entries[0], (copy) => {
      copy.writeUInt16LE(8, 10);
      copy.writeUInt32LE(136 * 1032 + 1, 24);
    });
    await expect(readNpzHeader(archiveOf(local, [deflated, entries[1]]))).rejects.toThrow('has a wrong size');
  });

  it('an empty array with another CRC-32 is refused, unless it is ignored', async () => {
    const one = layout({ a: [2] });
    const text = Buffer.from(await serializeNpz(layout({ e: [0, 2], a: [2] }), Float32Array.of(1, 2)));
    const entry = text.indexOf('PK\x01\x02', 0, 'latin1');
    const which = text[entry + 46] === 'e'.charCodeAt(0) ? entry : text.indexOf('PK\x01\x02', entry + 4, 'latin1');
    text.writeUInt32LE(0x12345678, which + 16);
    await expect(loadNpz(one, new Uint8Array(text))).rejects.toThrow("tensor 'e.npy': the archive member is damaged");
    expect([...(await loadNpz(one, new Uint8Array(text), { ignore: ['e'] }))]).toEqual([1, 2]);
  });
});
