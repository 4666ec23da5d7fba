import { createHmac } from 'node:crypto';
import type { GetObject } from '../../examples/s3/s3-source.ts';
import { sendRange, startWeb, type Web } from './web-server.ts';

export interface S3 {
  readonly web: Web;
  /** What the server stores, by bucket and key. */
  readonly objects: Map<string, { readonly bytes: Uint8Array; readonly etag: string }>;
  /** As the client of the SDK answers: the body is a stream with a method that collects it. */
  readonly getObject: GetObject;
  /** The signature of a request, as its header `authorization` has it. */
  readonly signatureOf: (path: string, range: string) => string;
}

/** A server that speaks the GetObject of S3's REST interface: signed, with a range and a condition. */
export async function startS3(): Promise<S3> {
  const web = await startWeb();
  const objects: S3['objects'] = new Map();
  const signatureOf = (path: string, range: string): string =>
    'AWS4-HMAC-SHA256 Credential=key, ' +
    `Signature=${createHmac('sha256', 'secret').update(`${path}\n${range}`).digest('hex')}`;
  web.answer = ({ url = '', headers }, response) => {
    const { range = '', authorization, 'if-match': condition } = headers;
    const refuse = (status: number, code: string): true => {
      response.writeHead(status, { 'content-type': 'application/xml' }).end(`<Error><Code>${code}</Code></Error>`);
      return true;
    };
    const stored = objects.get(decodeURI(url).slice(1));
    if (stored === undefined) return refuse(404, 'NoSuchKey');
    if (authorization !== signatureOf(url, range)) return refuse(403, 'SignatureDoesNotMatch');
    if (condition !== undefined && condition !== stored.etag) return refuse(412, 'PreconditionFailed');
    sendRange(stored.bytes, range, response, { headers: { etag: stored.etag } });
    return true;
  };
  const getObject: GetObject = async ({ Bucket, Key, Range, IfMatch }) => {
    const path = encodeURI(`/${Bucket}/${Key}`);
    const response = await fetch(web.url(path), {
      headers: {
        range: Range,
        authorization: signatureOf(path, Range),
        ...(IfMatch === undefined ? {} : { 'if-match': IfMatch }),
      },
    });
    if (!response.ok) throw new Error(/<Code>(.*)<\/Code>/.exec(await response.text())?.[1]);
    return {
      Body: { transformToByteArray: async () => new Uint8Array(await response.arrayBuffer()) },
      ETag: response.headers.get('etag') ?? '',
      ContentRange: response.headers.get('content-range') ?? '',
    };
  };
  return { web, objects, getObject, signatureOf };
}
