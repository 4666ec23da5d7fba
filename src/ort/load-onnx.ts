// No twin in types: loads modules, which the compiler does not do.

type OnnxModule = typeof import('./onnx/index.ts');
let loaded: OnnxModule | undefined;

/**
 * Loads what reads and writes ONNX files, with the packages that it needs.
 *
 * @throws Error with the command that installs them
 */
export async function loadOnnx(owner: string): Promise<OnnxModule> {
  try {
    loaded ??= await import('./onnx/index.ts');
    return loaded;
  } catch (cause) {
    if (!/onnx-buf|@bufbuild/.test(String(cause))) throw cause;
    throw new Error(
      `${owner} needs the packages onnx-buf and @bufbuild/protobuf: npm i onnx-buf@^1.20.0-1 @bufbuild/protobuf`,
      { cause },
    );
  }
}

/** What `loadOnnx` has loaded; undefined before. */
export const loadedOnnx = (): OnnxModule | undefined => loaded;
