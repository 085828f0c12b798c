import { describe, expect, it } from 'vitest';
import { newArchive, readArchive, resumeArchive } from '../../../core/belenios/archive.ts';
import { auditArchive } from '../../../core/belenios/audit.ts';
import { checkBallot, tracker } from '../../../core/belenios/ballot.ts';
import {
  credentialKeys,
  parsePublicCredentials,
  publicCredentialsText,
} from '../../../core/belenios/credential.ts';
import { checkPartialDecryption, partialDecryption } from '../../../core/belenios/partial-decryption.ts';
import { pkiKeys, receiveMessage } from '../../../core/belenios/pki.ts';
import { combine } from '../../../core/belenios/result.ts';
import { encryptedTally, parseEncryptedTally } from '../../../core/belenios/tally.ts';
import {
  checkCertificate,
  checkCertificates,
  checkPolynomial,
  checkVoutput,
  makeThresholdParameters,
  makeVinputs,
  makeVoutput,
  privateKeyMessage,
  sharePrivateKey,
} from '../../../core/belenios/threshold.ts';
import { thresholdParameters } from '../../../core/belenios/threshold-messages.ts';
import { checkTrustees, owners, parseTrustees, trusteesText } from '../../../core/belenios/trustee.ts';
import { publishKey } from '../../../core/belenios/trustee-key.ts';
import type { Scalar } from '../../../core/group/group.ts';
import { assertOk } from '../../../core/result.ts';
import {
  archiveBytes,
  backend,
  elections,
  holderMessages,
  means,
  random,
  seeds,
  type Vectors,
} from './vectors.ts';

describe.each(elections)('the election $name of the reference tool', (vectors) => {
  const { election } = vectors;
  const archive = assertOk(readArchive(archiveBytes(vectors)));
  const trustees = assertOk(parseTrustees(archive.trustees));
  const tally = assertOk(parseEncryptedTally(election, vectors.lines('encrypted_tally.out')[0] ?? ''));

  it('has its election, trustees and credentials in the archive as they were written', () => {
    expect(archive.election).toBe(vectors.text('election.json'));
    expect(archive.trustees).toBe(vectors.text('trustees.json'));
    const named = JSON.parse(vectors.text('public_creds.json')) as string[];
    const listed = assertOk(parsePublicCredentials(archive.credentials));
    expect(listed.map(({ credential }) => credential)).toEqual(named.map((entry) => entry.slice(0, 64)));
  });

  it('has private credentials that give its public credentials', () => {
    const secrets = JSON.parse(vectors.text('private_creds.json')) as Record<string, string>;
    const named = JSON.parse(vectors.text('public_creds.json')) as string[];
    for (const [name, secret] of Object.entries(secrets)) {
      const { publicHex } = credentialKeys(election.uuid, secret);
      expect(named.find((entry) => entry.endsWith(`,${name}`))?.startsWith(publicHex)).toBe(true);
    }
    const all = Object.values(secrets).map((secret) => credentialKeys(election.uuid, secret).publicHex);
    const listed = assertOk(parsePublicCredentials(publicCredentialsText(all)));
    expect(listed.map(({ credential }) => credential)).toEqual(named.map((entry) => entry.slice(0, 64)));
  });

  it('has trustees that pass every check and print back byte for byte', () => {
    expect(checkTrustees(archive.trustees, election.publicKey, backend).ok).toBe(true);
    expect(trusteesText(trustees)).toBe(archive.trustees);
  });

  describe('the threshold key generation', () => {
    const certs = vectors.lines('certs.jsons');
    const polynomials = vectors.lines('polynomials.jsons');
    const certificates = assertOk(checkCertificates(certs, 2, backend));
    const voutputs = holderMessages(vectors, 'voutput');

    it('certificates are valid in their place and in no other', () => {
      certs.forEach((text, i) => {
        expect(checkCertificate(text, { size: 3, threshold: 2, index: i + 1 }, backend)).toBe(true);
        expect(checkCertificate(text, { size: 3, threshold: 2, index: i + 2 }, backend)).toBe(false);
      });
      expect(checkCertificates([...certs].reverse(), 2, backend).ok).toBe(false);
      expect(certificates.keys.map((keys) => keys.verification)).toEqual(
        seeds(vectors).map((seed) => pkiKeys(seed).verification),
      );
    });

    it('polynomials are valid, and each holder opens what is sent to it', () => {
      polynomials.forEach((text, i) => {
        expect(checkPolynomial(certificates, i + 1, text, backend)).toBe(true);
        expect(checkPolynomial(certificates, ((i + 1) % 3) + 1, text, backend)).toBe(false);
        const keys = pkiKeys(seeds(vectors)[i] ?? '');
        const own = (JSON.parse(text) as { polynomial: string }).polynomial;
        expect(assertOk(receiveMessage(keys, keys.verification, own, means))).toMatch(/^\{"polynomial":\["/);
      });
    });

    it('the server routes the same inputs, byte for byte', () => {
      const vinputs = assertOk(makeVinputs(certificates, polynomials, backend));
      expect(vinputs).toEqual(holderMessages(vectors, 'vinput'));
    });

    it('each holder computes the public share that the reference computed', () => {
      holderMessages(vectors, 'vinput').forEach((vinput, i) => {
        const made = assertOk(makeVoutput(seeds(vectors)[i] ?? '', certificates, vinput, means));
        const publicShare = (text: string) =>
          (JSON.parse(text) as { public_key: { public_key: string } }).public_key.public_key;
        expect(publicShare(made)).toBe(publicShare(voutputs[i] ?? ''));
        expect(checkVoutput(certificates, polynomials, i + 1, made, backend)).toBe(true);
        expect(checkVoutput(certificates, polynomials, i + 1, voutputs[i] ?? '', backend)).toBe(true);
        expect(checkVoutput(certificates, polynomials, ((i + 1) % 3) + 1, made, backend)).toBe(false);
      });
    });

    it('the threshold parameters are those of the reference, byte for byte', () => {
      const made = assertOk(makeThresholdParameters(certificates, polynomials, voutputs, backend));
      expect(thresholdParameters.print(made)).toBe(vectors.text('threshold.json'));
    });
  });

  it('has ballots that verify, each of one listed credential', () => {
    const listed = assertOk(parsePublicCredentials(archive.credentials)).map(({ credential }) => credential);
    const files = ['01-alice', '02-bob', '03-carol', '04-dave', '05-alice', '06-erin'];
    files.slice(0, archive.ballots.length).forEach((file, i) => {
      const text = vectors.text(`ballots/${file}.json`);
      expect(text).toBe(archive.ballots[i]);
      const checked = assertOk(checkBallot(election, text, backend));
      expect(listed).toContain(checked.credential);
      expect(checked.hash).toBe(tracker(text));
    });
  });

  it('has the encrypted tally that the ballots give, byte for byte', () => {
    const [expected] = vectors.lines('encrypted_tally.out');
    expect(encryptedTally(election, tallied(vectors), backend).text).toBe(expected);
  });

  it('has partial decryptions that verify, with the factors that our shares give', () => {
    const all = owners(trustees);
    for (const { owner, text } of archive.partialDecryptions) {
      expect(text).toBe(vectors.lines(`partial_decryption_${owner}.out`)[0]);
      const { publicKey, index } = all[owner - 1] ?? { publicKey: election.publicKey, index: null };
      const factors = assertOk(checkPartialDecryption(election, tally, publicKey, text, backend));
      const ours = partialDecryption(election, tally, privateKeyOf(vectors, index), random);
      expect(assertOk(checkPartialDecryption(election, tally, publicKey, ours, backend))).toEqual(factors);
      const other = all[owner % all.length]?.publicKey ?? publicKey;
      expect(checkPartialDecryption(election, tally, other, text, backend).ok).toBe(false);
    }
  });

  it('has the result that its shares give, byte for byte', () => {
    const totalWeight = archive.tally?.size.total_weight ?? 0;
    const options = { totalWeight, backend };
    const result = assertOk(combine(election, tally, trustees, archive.partialDecryptions, options));
    expect(result.text).toBe(vectors.text('result.json'));
    expect(result.text).toBe(archive.result);
    expect(result.bad).toEqual([]);
  });

  it('has an archive that is read and written again byte for byte, at each of its moments', () => {
    const builder = newArchive(archive);
    expect(builder.bytes()).toEqual(vectors.bytes('0-setup.bel.saved'));
    archive.ballots.forEach((text) => builder.ballot(text));
    expect(builder.bytes()).toEqual(vectors.bytes('1-ballots.bel.saved'));
    builder.endBallots();
    builder.encryptedTally(
      archive.tally?.text ?? '',
      archive.tally?.size ?? { num_tallied: 0, total_weight: 0 },
    );
    expect(builder.bytes()).toEqual(vectors.bytes('2-tally.bel.saved'));
    const resumed = assertOk(resumeArchive(builder.bytes()));
    archive.partialDecryptions.forEach(({ owner, text }) => resumed.partialDecryption(owner, text));
    resumed.result(archive.result ?? '');
    expect(resumed.bytes()).toEqual(archiveBytes(vectors));
  });

  it('passes the audit, whole and as it stood before decryption', async () => {
    const report = await auditArchive(archiveBytes(vectors), { backend });
    expect(report.checks.filter((check) => !check.ok)).toEqual([]);
    expect(JSON.stringify({ result: report.result })).toBe(vectors.text('result.json'));
    const sealed = vectors.bytes('2-tally.bel.saved');
    expect((await auditArchive(sealed, { backend, until: 'tally' })).ok).toBe(true);
    expect((await auditArchive(sealed, { backend })).ok).toBe(false);
  });
});

/** The last ballot of each credential, with its weight. */
function tallied(vectors: Vectors): readonly { readonly text: string; readonly weight: number }[] {
  const archive = assertOk(readArchive(archiveBytes(vectors)));
  const weights = new Map(
    assertOk(parsePublicCredentials(archive.credentials)).map(({ credential, weight }) => [
      credential,
      weight,
    ]),
  );
  const last = new Map(
    archive.ballots.map((text) => [assertOk(checkBallot(vectors.election, text, backend)).credential, text]),
  );
  return [...last].map(([credential, text]) => ({ text, weight: weights.get(credential) ?? 0 }));
}

/** A trustee's private key: the holder at this index, or the `Single` trustee. */
function privateKeyOf(vectors: Vectors, index: number | null): Scalar {
  if (index === null) {
    const x = BigInt(JSON.parse(vectors.text('2D7D7A99.privkey')) as string);
    const published = JSON.parse(vectors.text('2D7D7A99.pubkey')) as { public_key: string };
    expect(publishKey(x, random).public_key).toBe(published.public_key);
    return x;
  }
  const message = privateKeyMessage(holderMessages(vectors, 'voutput')[index - 1] ?? '');
  expect(message).toBe(holderMessages(vectors, 'dkey')[index - 1]);
  return assertOk(sharePrivateKey(seeds(vectors)[index - 1] ?? '', message ?? '', means));
}
