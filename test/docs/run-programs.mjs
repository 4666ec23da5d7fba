// Runs programs of the documentation one after the other, each in an empty folder. One process for each would spend
// most of its time on loading the library.
for (const { url, folder } of JSON.parse(process.argv[2])) {
  process.chdir(folder);
  await globalThis.$run(url);
}
