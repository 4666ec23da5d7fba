import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { root } from './workspace.mjs';

// A worker of warm.mjs: one compiler, which stays warm from job to job. A job that throws ends the worker, so that no
// later job sees what it left half done.
const ts = createRequire(import.meta.url)(workerData);

/** What the compiler parsed and bound of this repository, by options: both depend on them. */
const kept = new Map();

/** The host of the command `tsc`, but it keeps the files of this repository, which do not change meanwhile. */
function makeHost(options) {
  const host = ts.createCompilerHost(options);
  // As the command has it: comments that only an editor shows are not parsed.
  host.jsDocParsingMode = ts.JSDocParsingMode.ParseForTypeErrors;
  const key = JSON.stringify({ ...options, configFilePath: undefined, configFile: undefined });
  if (!kept.has(key)) kept.set(key, new Map());
  const files = kept.get(key);
  const read = host.getSourceFile;
  host.getSourceFile = (name, ...rest) => {
    if (!name.startsWith(root)) return read(name, ...rest);
    if (!files.has(name)) files.set(name, read(name, ...rest));
    return files.get(name);
  };
  return host;
}

/** Does what `tsc -p` does with a project, and answers what it prints and counts. */
function compileProject({ project, flags }) {
  const { fileNames, options, errors } = ts.getParsedCommandLineOfConfigFile(project, flags, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
      throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'));
    },
  });
  const host = makeHost(options);
  const program = ts.createProgram({ rootNames: fileNames, options, host, configFileParsingDiagnostics: errors });
  let output = '';
  // Not part of the public interface, but the command's own: the order of its steps decides what is counted.
  ts.emitFilesAndReportErrors(program, (diagnostic) => (output += ts.formatDiagnostic(diagnostic, host)));
  return { output, instantiations: program.getInstantiationCount(), types: program.getTypeCount() };
}

parentPort.on('message', (job) => parentPort.postMessage(compileProject(job)));
