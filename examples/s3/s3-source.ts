/**
 * Sends a GetObject request. With the SDK of AWS it is one line:
 * `(input) => client.send(new GetObjectCommand(input))`, of `@aws-sdk/client-s3`.
 */
export type GetObject = (input: {
  readonly Bucket: string;
  readonly Key: string;
  readonly Range: string;
  readonly IfMatch?: string;
}) => Promise<{
  readonly Body?: { transformToByteArray(): Promise<Uint8Array> };
  readonly ETag?: string;
  readonly ContentRange?: string;
}>;

/**
 * An object in S3 as a source for `load`, `open` and `readHeader` of paramlayout/checkpoint. The first request asks for
 * its length and ETag. Every later one asks for this version alone, so S3 refuses it if the object was replaced.
 */
export async function s3Source(getObject: GetObject, object: { readonly Bucket: string; readonly Key: string }) {
  const { ETag, ContentRange } = await getObject({ ...object, Range: 'bytes=0-0' });
  if (ETag === undefined || ContentRange === undefined) throw new Error('S3 sent no ETag or no Content-Range');
  return {
    size: Number(ContentRange.split('/')[1]), // S3 says bytes 0-0/5242880
    async read(offset: number, length: number): Promise<Uint8Array> {
      const Range = `bytes=${offset}-${offset + length - 1}`;
      const { Body } = await getObject({ ...object, Range, IfMatch: ETag });
      return Body?.transformToByteArray() ?? new Uint8Array(0);
    },
    identity: () => ETag,
  };
}
