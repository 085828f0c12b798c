/**
 * The verdict on a machine, computed on another one (docs/threat-model.md): what it publishes of its seal against what this
 * machine measured by itself and the code that a person typed from the signed sheet. A list of named checks with evidence,
 * in the order in which they are told. Used by `isoloir seal check` and by a station.
 */
import { changedRegisters, verifyQuote, type MeasuredBoot } from '../attestation/quote.ts';
import { parseCode } from '../bytes/crockford.ts';
import { differences, measurementOf, type Difference, type MeasuredFile } from './measurement.ts';
import { isAnswerGenuine, type SignedSeal } from './published.ts';
import { manifestHash, sealCode, softwarePart } from './seal.ts';

export interface Observed {
  readonly answer: SignedSeal;
  /** What was drawn for this question, hexadecimal. */
  readonly nonce: string;
  /** As typed from the signed sheet; null when nobody typed one. */
  readonly printedCode: string | null;
  /** The lists of files that the appliance publishes: as sealed, and as it says that it runs. */
  readonly sealedProgram: readonly MeasuredFile[];
  readonly foundProgram: readonly MeasuredFile[];
  /** The program as this machine has it. */
  readonly ownProgram: readonly MeasuredFile[];
  /** Values that the image gives to registers of the chip, as its build foretells them; null when nobody brought them. */
  readonly imageRegisters: MeasuredBoot['registers'] | null;
  /** SHA-256 of the voting page as the appliance served it, hexadecimal. */
  readonly booth: string;
}

export const verdictChecks = [
  'answer',
  'printed-code',
  'code',
  'data',
  'software',
  'own-program',
  'booth',
  'now',
  'now-program',
  'image',
  'chip',
  'boot',
  'boot-image',
  'standby',
] as const;
export type VerdictCheck = (typeof verdictChecks)[number];

export interface Verdict {
  readonly check: VerdictCheck;
  /** `undone`: nothing to compare with, which the words say. */
  readonly outcome: 'same' | 'different' | 'undone';
  readonly evidence: {
    readonly expected?: string;
    readonly found?: string;
    readonly files?: readonly Difference[];
    /** Registers of the security chip that differ. */
    readonly registers?: readonly string[];
  };
}

export function verdict(observed: Observed): readonly Verdict[] {
  const { answer, nonce, printedCode, booth } = observed;
  const { sealed, found } = answer.seal;
  return [
    judged('answer', isAnswerGenuine(answer, nonce)),
    printed(printedCode, sealed.code),
    compared('code', sealCode(sealed.parts), sealed.code),
    compared('data', manifestHash(sealed.manifest), sealed.parts.data),
    compared(
      'software',
      softwarePart(measurementOf(observed.sealedProgram), sealed.image, sealed.boot),
      sealed.parts.software,
    ),
    files('own-program', observed.ownProgram, observed.sealedProgram),
    compared('booth', sealed.manifest.booth, booth),
    compared('now', sealed.code, found.code === sealCode(found.parts) ? found.code : ''),
    files('now-program', observed.sealedProgram, observed.foundProgram),
    sealed.image === null ? undone('image') : compared('image', sealed.image, found.image ?? ''),
    ...bootVerdict(observed),
    sealed.parts.standby === null
      ? undone('standby')
      : compared('standby', sealed.parts.standby, found.parts.standby ?? ''),
  ];
}

/**
 * How the machine started, by its chip and not by its own word: the chip is the one of the seal and answers to this asker; what
 * was started is what was sealed; and it is the image that someone rebuilt.
 */
export function bootVerdict({
  answer,
  nonce,
  imageRegisters,
}: Pick<Observed, 'answer' | 'nonce' | 'imageRegisters'>): Verdict[] {
  const sealed = answer.seal.sealed.boot;
  if (sealed === null) return [undone('chip'), undone('boot'), undone('boot-image')];
  const quoted = answer.quote === null ? null : verifyQuote(answer.quote, nonce);
  if (quoted?.ok !== true) {
    const silent = compared('chip', sealed.key, '');
    return [silent, { ...silent, check: 'boot', evidence: {} }, undone('boot-image')];
  }
  const { key, registers } = quoted.value;
  return [
    compared('chip', sealed.key, key),
    started('boot', sealed.registers, registers),
    imageRegisters === null ? undone('boot-image') : started('boot-image', imageRegisters, registers),
  ];
}

function started(
  check: VerdictCheck,
  before: MeasuredBoot['registers'],
  after: MeasuredBoot['registers'],
): Verdict {
  const registers = changedRegisters(before, after);
  return { check, outcome: registers.length === 0 ? 'same' : 'different', evidence: { registers } };
}

/** Nothing that could be compared differs. */
export function isFavourable(checks: readonly Verdict[]): boolean {
  return checks.every(({ outcome }) => outcome !== 'different');
}

function judged(check: VerdictCheck, isRight: boolean): Verdict {
  return { check, outcome: isRight ? 'same' : 'different', evidence: {} };
}

function undone(check: VerdictCheck): Verdict {
  return { check, outcome: 'undone', evidence: {} };
}

function compared(check: VerdictCheck, expected: string, found: string): Verdict {
  return { check, outcome: expected === found ? 'same' : 'different', evidence: { expected, found } };
}

function printed(typed: string | null, published: string): Verdict {
  if (typed === null) return undone('printed-code');
  const read = parseCode(typed, 24);
  const own = parseCode(published, 24);
  const isSame = read.ok && own.ok && read.value === own.value;
  return {
    check: 'printed-code',
    outcome: isSame ? 'same' : 'different',
    evidence: { expected: typed, found: published },
  };
}

/** @param before what should be there. */
function files(
  check: VerdictCheck,
  before: readonly MeasuredFile[],
  after: readonly MeasuredFile[],
): Verdict {
  const changed = differences(before, after);
  return { check, outcome: changed.length === 0 ? 'same' : 'different', evidence: { files: changed } };
}
