/**
 * What may cross from the appliance to the page of a kiosk: these answers to these calls, of exactly these shapes, and
 * nothing else. The page is the terminal's own, so that a bad appliance can send it only texts to show and a ballot to
 * encrypt, which the booth checks against the election. Texts carry no control character.
 */
import { z } from 'zod';
import { languages } from '../../core/language.ts';
import type { KioskBallots, KioskSession, KioskSite, KioskVoter } from '../../core/kiosk/api.ts';

const text = (longest: number) =>
  z
    .string()
    .max(longest)
    .regex(/^[^\p{C}]*$/u);
const ms = z.number().int().nonnegative();
const count = z.number().int().min(0).max(10_000);
const id = z.string().regex(/^[\w.-]{1,64}$/);
const phase = z.enum(['beforeOpening', 'open', 'suspended', 'grace', 'closed']);
const mode = z.enum(['real', 'demonstration', 'rehearsal']);
const seat = z.enum(['titulaire', 'suppleant']);
const contestHeading = { contest: id, college: text(200), collegeOrdinal: count, seat };
const help = z.strictObject({ phone: text(80), hours: text(200), price: text(80) });
const secret = z.strictObject({
  alphabet: z.enum(['digits', 'crockford']),
  length: z.number().int().min(1).max(40),
});

export const siteAnswer: z.ZodType<KioskSite> = z.strictObject({
  organisation: text(200),
  title: text(300),
  place: text(80),
  mode,
  phase,
  opensMs: ms,
  closesMs: ms,
  nowMs: ms,
  help,
  challenge: z.enum(['birthDate', 'matricule']),
  secretAtLogin: z.boolean(),
  secret,
  languages: z
    .array(z.enum(languages))
    .max(languages.length)
    .refine((offered) => offered.includes('fr')),
});

export const sessionAnswer: z.ZodType<KioskSession> = z.strictObject({
  token: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
});

const voterAnswer: z.ZodType<KioskVoter> = z.strictObject({
  name: text(200),
  contests: z
    .array(
      z.strictObject({
        ...contestHeading,
        phase,
        voted: z.boolean(),
      }),
    )
    .max(50),
});

const lists = z
  .array(
    z.strictObject({
      index: count,
      name: text(200),
      affiliation: text(200).nullable(),
      split: z.array(z.strictObject({ organisation: text(200), share: text(40) })).max(20),
      candidates: z.array(text(200)).min(1).max(200),
    }),
  )
  .max(100);

export const ballotsAnswer: z.ZodType<KioskBallots> = z.strictObject({
  contests: z
    .array(
      z.strictObject({
        ...contestHeading,
        strikes: z.boolean(),
        lists,
      }),
    )
    .max(500),
});

const ballotPageAnswer = z.strictObject({
  ...contestHeading,
  urn: id,
  seats: count,
  position: count,
  of: count,
  next: z.strictObject({ contest: id, seat }).nullable(),
  organisation: z.strictObject({ name: text(200), mark: text(20) }),
  help,
  mode,
  phase,
  closesMs: ms,
  graceMs: ms,
  nowMs: ms,
  strikes: z.boolean(),
  secret,
  /** Canonical JSON of the election; read by the booth, shown by nobody. */
  election: z.string().max(262_144),
  lists,
  blankIndex: count,
  receiptKey: z.string().regex(/^[0-9a-f]{64}$/),
  sealCode: text(40),
});

const credentialAnswer = z.strictObject({ wrapped: z.base64().max(512) });

const castAnswer = z.strictObject({
  receipt: z.strictObject({
    contest: id,
    tracker: z.string().regex(/^[A-Za-z0-9+/]{43}$/),
    sealCode: text(40),
    signature: z.string().regex(/^[0-9A-Za-z+/=]{1,200}$/),
  }),
});

const refusalAnswer = z.strictObject({
  refusal: z.object({
    code: z.string().regex(/^[a-z]+\/[a-z-]+$/),
    left: count.nullable().optional(),
    untilMs: ms.optional(),
    told: text(600).nullable().optional(),
    reason: z
      .string()
      .regex(/^[a-z]+\/[a-z-]+$/)
      .optional(),
  }),
});

/** The calls of a kiosk's page, and the shape of what it may be answered; null for no body. */
export const answers = {
  'voter/login': z.null(),
  'kiosk/voter': voterAnswer,
  'voter/ballot-page': ballotPageAnswer,
  'voter/credential': credentialAnswer,
  'voter/cast': castAnswer,
} as const satisfies Readonly<Record<string, z.ZodType>>;

export type Call = keyof typeof answers;

export function isCall(name: string): name is Call {
  return Object.hasOwn(answers, name);
}

export interface Crossed {
  readonly status: number;
  readonly body: unknown;
}

/** The answer as it may cross, or null when it is not what it must be. */
export function crossed(call: Call, status: number, body: unknown): Crossed | null {
  const isAnswer = status >= 200 && status < 300;
  if (!isAnswer && (status < 400 || status > 599)) return null;
  const read = (isAnswer ? answers[call] : refusalAnswer).safeParse(body);
  return read.success ? { status, body: read.data } : null;
}
