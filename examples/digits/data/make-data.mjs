// Makes digits.npz from a file that scikit-learn contains: sklearn/datasets/data/digits.csv.gz, 64 grey values and the
// digit in each line. To make it again, in Debian:
//
//   apt-get download python3-sklearn && dpkg -x python3-sklearn_*.deb sklearn
//   node data/make-data.mjs sklearn/usr/lib/python3/dist-packages/sklearn/datasets/data/digits.csv.gz
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { layout } from 'paramlayout';
import { saveNpz } from 'paramlayout/checkpoint';

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('the path of digits.csv.gz was expected');
const lines = gunzipSync(readFileSync(file)).toString('latin1').trim().split('\n');
const rows = lines.map((line) => line.split(',').map(Number));
const wrong = rows.findIndex((row) => row.length !== 65 || row.some((x, i) => !(x >= 0 && x <= (i < 64 ? 16 : 9))));
if (wrong !== -1) throw new Error(`line ${wrong + 1} of ${file}: 64 numbers from 0 to 16 and a digit were expected`);

const dataset = layout({ images: [rows.length, 8, 8], labels: [rows.length] });
const flat = dataset.pack(
  {
    images: Uint8Array.from(rows.flatMap((row) => row.slice(0, 64))),
    labels: Uint8Array.from(rows, (row) => row[64]),
  },
  dataset.zeros(Uint8Array),
);
await saveNpz(dataset, flat, new URL('digits.npz', import.meta.url), { compress: true });
console.log(`${rows.length} images`);
