/**
 * The `codes` process: makes the codes once, then answers who an identifier is and releases wrapped credentials.
 * The re-issue key is a file of its own (`codes.key`), beside the database and not in it. In a demonstration or a
 * rehearsal alone, the codes are also written where they can be read, since nobody's vote depends on them.
 */
import * as age from 'age-encryption';
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { Logger } from 'pino';
import type { z } from 'zod';
import {
  deriveKeys,
  drawIdentifier,
  drawSecret,
  lookupOf,
  proofHash,
  wrapCredential,
} from '../../core/access/codes.ts';
import { isLocked } from '../../core/access/session.ts';
import {
  generateCredential,
  publicCredential,
  sortPublicCredentials,
} from '../../core/belenios/credential.ts';
import type { ElectorId, UrnId } from '../../core/dossier/types.ts';
import { err, ok } from '../../core/result.ts';
import { canonicalHash } from '../../core/sealing/canonical.ts';
import type { DataFolder } from '../data-folder.ts';
import { accessLetters, secretLetters } from '../documents/access-letter.ts';
import type { Answer } from '../roll/interface.ts';
import { serve } from '../socket.ts';
import { vitals } from '../vitals.ts';
import { codesInterface, type LetterFile, type ProofRefusal } from './interface.ts';
import { openCodesStore, type CodeRow, type CodesStore, type LetterRow } from './store.ts';

type IssueInput = z.infer<(typeof codesInterface)['issue']['input']>;

interface Issued {
  readonly row: CodeRow;
  readonly person: IssueInput['people'][number];
  readonly identifier: string;
  readonly secret: string;
}

/** A demonstration's codes, readable; the file exists in no real data folder. */
export interface ReadableCode {
  readonly elector: ElectorId;
  readonly identifier: string;
  readonly secret: string;
}

const random = (count: number) => new Uint8Array(randomBytes(count));

export async function runCodes(data: DataFolder, log: Logger): Promise<Server> {
  const store = openCodesStore(data.file('codes.db'), data.now);
  const reissue = await reissueKey(data);
  let failures = 0;
  const counted = <Answered extends { readonly ok: boolean }>(answer: Answered): Answered => {
    if (!answer.ok) failures += 1;
    return answer;
  };
  return serve(
    data.socket('codes'),
    codesInterface,
    {
      issue: oneAtATime((input: IssueInput) => issue(data, store, reissue.recipient, input)),
      find: ({ lookup }) => {
        const elector = store.find(lookup);
        if (elector === null) failures += 1;
        return { elector };
      },
      prove: ({ elector, proof }) => {
        const proved = counted(prove(store, elector, proof, data.now()));
        return proved.ok ? ok(null) : proved;
      },
      release: ({ elector, proof }) => {
        const proved = counted(prove(store, elector, proof, data.now()));
        return proved.ok ? ok({ wrapped: Buffer.from(proved.value.wrapped).toString('base64') }) : proved;
      },
      publicCredentials: ({ urns }) => publicCredentials(store, reissue.identity, urns),
      probe: () => store.probe(),
      journal: () => ({ lines: store.journal.lines() }),
      tally: () => ({ failures, blocked: store.blocked() }),
      vitals: vitals(data.now, store.journal),
    },
    log,
  );
}

async function reissueKey(data: DataFolder): Promise<{ identity: string; recipient: string }> {
  const file = data.file('codes.key');
  if (!existsSync(file)) writeFileSync(file, await age.generateX25519Identity(), { mode: 0o600, flag: 'wx' });
  const identity = readFileSync(file, 'utf8').trim();
  return { identity, recipient: await age.identityToRecipient(identity) };
}

function oneAtATime<Input, Output>(
  work: (input: Input) => Promise<Output>,
): (input: Input) => Promise<Output> {
  let last: Promise<unknown> = Promise.resolve();
  return (input) => {
    const next = last.then(() => work(input));
    last = next.catch(() => undefined);
    return next;
  };
}

/** Makes the codes once. Asked again for the same people and printer, by one who lost the answer: the same letters. */
async function issue(
  data: DataFolder,
  store: CodesStore,
  recipient: string,
  input: IssueInput,
): Promise<
  Answer<{ files: LetterFile[] }, { code: 'codes/already-issued' } | { code: 'codes/printer-key-needed' }>
> {
  if (data.mode === 'real' && input.printer === null) return err({ code: 'codes/printer-key-needed' });
  const people = input.people.map(({ elector }) => elector);
  const request = canonicalHash({ people: people.sort(), printer: input.printer });
  const before = store.issuedFor(request);
  if (before !== null) return ok({ files: before.map(inBase64) });
  if (store.isIssued()) return err({ code: 'codes/already-issued' });
  const issued: Issued[] = [];
  for (const person of input.people) issued.push(await makeCodes(person, input, recipient));
  const files = await letters(data, input, issued);
  if (data.mode !== 'real') writeReadableCodes(data, issued);
  store.issue({ request, rows: issued.map(({ row }) => row), letters: files, rules: input.attempts });
  return ok({ files: files.map(inBase64) });
}

function inBase64({ name, content, letters }: LetterRow): LetterFile {
  return { name, content: Buffer.from(content).toString('base64'), letters };
}

/** Written before the codes are: a crash in between makes other codes, and writes them over these. */
function writeReadableCodes(data: DataFolder, issued: readonly Issued[]): void {
  const readable: ReadableCode[] = issued.map(({ row, identifier, secret }) => ({
    elector: row.elector,
    identifier,
    secret,
  }));
  writeFileSync(data.file('readable-codes.json'), JSON.stringify(readable, null, 1), { mode: 0o600 });
}

async function makeCodes(
  person: IssueInput['people'][number],
  input: IssueInput,
  recipient: string,
): Promise<Issued> {
  const identifier = drawIdentifier(random);
  const secret = drawSecret(input.common.access.secret, random);
  const credential = generateCredential(random);
  const { proof, wrapKey } = deriveKeys(identifier, secret);
  const encrypter = new age.Encrypter();
  encrypter.addRecipient(recipient);
  const row: CodeRow = {
    elector: person.elector as ElectorId,
    lookup: Buffer.from(lookupOf(identifier)).toString('hex'),
    proofHash: proofHash(proof),
    wrapped: wrapCredential(wrapKey, credential, random),
    reissueCopy: await encrypter.encrypt(JSON.stringify({ identifier, credential })),
  };
  return { row, person, identifier, secret };
}

/** The letters as PDF: encrypted to the printer in real mode, in clear (and marked so) otherwise. */
async function letters(data: DataFolder, input: IssueInput, issued: readonly Issued[]): Promise<LetterRow[]> {
  const same = input.common.access.secret.channel === 'sameLetter';
  const common = { ...input.common, mode: data.mode };
  const first = issued.map(({ person, identifier, secret }) => {
    const { college, contests, ...elector } = person;
    return { elector, college, contests, identifier, secret: same ? secret : null };
  });
  const documents = [{ name: 'courriers-identifiants.pdf', bytes: await accessLetters(first, common) }];
  if (!same) {
    const second = issued.map(({ person, secret }) => ({ elector: person, secret }));
    documents.push({ name: 'courriers-mots-de-passe.pdf', bytes: await secretLetters(second, common) });
  }
  return Promise.all(
    documents.map(async ({ name, bytes }) => {
      if (data.mode !== 'real' || input.printer === null)
        return { name, content: bytes, letters: issued.length };
      const encrypter = new age.Encrypter();
      encrypter.addRecipient(input.printer);
      return { name: `${name}.age`, content: await encrypter.encrypt(bytes), letters: issued.length };
    }),
  );
}

function prove(
  store: CodesStore,
  elector: string,
  proof: string,
  nowMs: number,
): Answer<CodeRow, ProofRefusal> {
  const row = store.row(elector);
  if (row === null) return err({ code: 'secret/wrong', left: 0 });
  const failures = store.failures(elector);
  if (isLocked(failures, nowMs)) return err({ code: 'secret/locked', untilMs: failures.lockedUntilMs });
  const given = createHash('sha256').update(Buffer.from(proof, 'hex')).digest();
  if (timingSafeEqual(given, row.proofHash)) {
    store.succeed(elector);
    return ok(row);
  }
  const { left, lockedUntilMs } = store.fail(elector);
  return left > 0
    ? err({ code: 'secret/wrong', left })
    : err({ code: 'secret/locked', untilMs: lockedUntilMs });
}

async function publicCredentials(
  store: CodesStore,
  identity: string,
  urns: readonly { urn: string; uuid: string; electors: string[] }[],
): Promise<Answer<{ urns: { urn: UrnId; credentials: readonly string[] }[] }, { code: 'codes/not-issued' }>> {
  if (!store.isIssued()) return err({ code: 'codes/not-issued' });
  const decrypter = new age.Decrypter();
  decrypter.addIdentity(identity);
  const credentials = new Map<string, string>();
  for (const { elector, copy } of store.reissueCopies()) {
    const { credential } = JSON.parse(await decrypter.decrypt(copy, 'text')) as { credential: string };
    credentials.set(elector, credential);
  }
  const listed = urns.map(({ urn, uuid, electors }) => ({
    urn: urn as UrnId,
    credentials: sortPublicCredentials(
      electors.map((elector) => {
        const credential = credentials.get(elector);
        if (credential === undefined) throw new Error('an elector has no code');
        return publicCredential(uuid, credential);
      }),
    ),
  }));
  return ok({ urns: listed });
}
