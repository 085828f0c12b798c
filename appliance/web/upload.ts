/**
 * One file sent by a form (multipart/form-data), read after the visitor was admitted and never beyond a limit. Node's own
 * reader of forms does the parsing. What is beyond the limit is thrown away as it comes, so that the page that says so
 * reaches the browser; a sender who goes on for long is cut off.
 */
import type { Request } from 'express';
import { err, ok, type Result } from '../../core/result.ts';

export interface Upload {
  /** A field of text; empty when it is not there. */
  readonly field: (name: string) => string;
  /** The bytes of a file; none when it is not there. */
  readonly file: (name: string) => Uint8Array;
}

export type UploadRefusal = { readonly code: 'upload/too-large' | 'upload/malformed' };

/** Room for the form around the file. */
const around = 16 * 1024;
/** How many times the limit is read and thrown away before the sender is cut off. */
const patience = 8;

/** @param largest file, in bytes. */
export async function readUpload(request: Request, largest: number): Promise<Result<Upload, UploadRefusal>> {
  const type = request.get('content-type') ?? '';
  if (!type.startsWith('multipart/form-data')) return err({ code: 'upload/malformed' });
  const body = await readWithin(request, largest + around);
  if (body === null) return err({ code: 'upload/too-large' });
  try {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- deprecated for bodies of any size from anyone: this one is bounded, and its sender admitted
    const form = await new Response(body, { headers: { 'content-type': type } }).formData();
    const files = new Map<string, Uint8Array>();
    const fields = new Map<string, string>();
    for (const [name, value] of form) {
      if (typeof value === 'string') fields.set(name, value);
      else files.set(name, new Uint8Array(await value.arrayBuffer()));
    }
    return ok({
      field: (name) => fields.get(name) ?? '',
      file: (name) => files.get(name) ?? new Uint8Array(),
    });
  } catch (error) {
    if (error instanceof TypeError) return err({ code: 'upload/malformed' });
    throw error;
  }
}

/** Null when more came than the limit. */
async function readWithin(request: Request, limit: number): Promise<Buffer<ArrayBuffer> | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= limit) chunks.push(chunk);
    else chunks.length = 0;
    if (length > patience * limit) {
      request.destroy();
      return null;
    }
  }
  return length <= limit ? Buffer.concat(chunks) : null;
}
