import { describe, expect, it } from 'vitest';
import { archiveHash } from '../../../core/belenios/archive.ts';
import { combine } from '../../../core/belenios/result.ts';
import { partialDecryption } from '../../../core/belenios/partial-decryption.ts';
import { checkCertificates, makeVinputs } from '../../../core/belenios/threshold.ts';
import { singleKeyFromSeed } from '../../../core/belenios/trustee-key.ts';
import { assertOk } from '../../../core/result.ts';
import { closingCode, closingCodeOfArchives, parseClosingCode } from '../../../core/station/closing-code.ts';
import {
  decryptSealed,
  verifySealedArchives,
  type SealedConditions,
} from '../../../core/station/decryption.ts';
import { certificatesCode, keyGeneration } from '../../../core/station/key-generation.ts';
import {
  drawSequence,
  parseSequence,
  printedSequence,
  seedOfSequence,
} from '../../../core/station/sequence.ts';
import { archiveOf, makeGroup, makeOwnElection, partsOf } from '../belenios/own-election.ts';
import { backend, means, random } from '../belenios/vectors.ts';

describe('a holder’s sequence', () => {
  const sequence = drawSequence(random);

  it('is read back however it is typed', () => {
    const printed = printedSequence(sequence);
    expect(printed).toMatch(/^([0-9A-HJKMNP-TV-Z]{4} ){6}[0-9A-HJKMNP-TV-Z]{3}$/);
    const typed = printed.toLowerCase().replaceAll(' ', '-').replaceAll('0', 'o').replaceAll('1', 'l');
    expect(assertOk(parseSequence(` ${typed}\n`))).toBe(sequence);
  });

  it('is refused with one wrong character, too short, or with a character that is not in the alphabet', () => {
    for (let i = 0; i < sequence.length; i++) {
      const wrong = sequence.slice(0, i) + (sequence[i] === '7' ? '8' : '7') + sequence.slice(i + 1);
      expect(parseSequence(wrong)).toEqual({ ok: false, error: { code: 'sequence/bad-check' } });
    }
    expect(parseSequence(sequence.slice(1))).toEqual({
      ok: false,
      error: { code: 'sequence/wrong-length', expected: 27, found: 26 },
    });
    expect(parseSequence(`?${sequence.slice(1)}`)).toEqual({
      ok: false,
      error: { code: 'sequence/wrong-character', position: 1 },
    });
  });

  it('gives one PKI seed, always the same', () => {
    expect(seedOfSequence(sequence)).toMatch(/^[1-9A-HJ-NP-Za-km-z]{22}$/);
    expect(seedOfSequence(sequence)).toBe(seedOfSequence(sequence));
    expect(seedOfSequence(drawSequence(random))).not.toBe(seedOfSequence(sequence));
  });
});

describe('key generation on stations', () => {
  const places = [1, 2].map((index) => ({ size: 2, threshold: 2, index }));
  const seeds = places.map(() => seedOfSequence(drawSequence(random)));
  const stations = places.map((place, i) => keyGeneration(seeds[i] ?? '', place, means));
  const certificates = stations.map((station) => station.certificate());

  it('goes through its three messages, each station seeing the same certificates', () => {
    const polynomials = stations.map((station) => assertOk(station.polynomial(certificates)));
    const checked = assertOk(checkCertificates(certificates, 2, backend));
    const vinputs = assertOk(makeVinputs(checked, polynomials, backend));
    stations.forEach((station, i) => expect(station.voutput(certificates, vinputs[i] ?? '').ok).toBe(true));
    expect(stations[0]?.voutput(certificates, vinputs[1] ?? '')).toMatchObject({
      error: { code: 'channel/cannot-decrypt' },
    });
    expect(certificatesCode(certificates)).toMatch(/^(\w{4} ){3}\w{4}$/);
  });

  it('refuses certificates where its own was replaced, or one is missing', () => {
    const intruder = keyGeneration(
      seedOfSequence(drawSequence(random)),
      { size: 2, threshold: 2, index: 1 },
      means,
    );
    const replaced = [intruder.certificate(), certificates[1] ?? ''];
    expect(stations[0]?.polynomial(replaced)).toMatchObject({ error: { code: 'station/not-my-place' } });
    expect(stations[0]?.polynomial(certificates.slice(1))).toMatchObject({
      error: { code: 'threshold/wrong-count' },
    });
    expect(certificatesCode(replaced)).not.toBe(certificatesCode(certificates));
  });
});

describe('the count on stations', () => {
  const group = makeGroup(2, 3);
  const single = random(32);
  const own = makeOwnElection([group], single, [{ list: 0, candidates: [0] }, 'blank']);
  const sealedParts = { ...partsOf(own), shares: [], result: null };
  const archives = [{ urn: 'c1-titulaires', bytes: archiveOf(sealedParts) }];
  const conditions: SealedConditions = {
    backend,
    closingCode: closingCodeOfArchives(archives),
    closesMs: 1_000_000,
    graceMs: 300_000,
    nowMs: 1_300_000,
  };

  it('two holders and the appliance decrypt the sealed archive', async () => {
    const verified = assertOk(await verifySealedArchives(archives, conditions));
    const urn = 'c1-titulaires';
    const holders = [0, 2].map((i) => {
      const holder = { seed: group.seeds[i] ?? '', privateKeyMessage: group.messages[i] ?? '' };
      return assertOk(decryptSealed(verified, urn, holder, means));
    });
    const key = singleKeyFromSeed(single, own.election.uuid);
    const ofAppliance = { owner: 1, text: partialDecryption(own.election, own.tally, key, random) };
    const shares = [...holders, ofAppliance];
    expect(shares.map(({ owner }) => owner)).toEqual([2, 4, 1]);
    const options = { totalWeight: 2, backend };
    expect(assertOk(combine(own.election, own.tally, own.trustees, shares, options)).text).toBe(own.result);
  });

  it('who is not a trustee, or whose message is another’s, decrypts nothing', async () => {
    const verified = assertOk(await verifySealedArchives(archives, conditions));
    const [seed = '', , third = ''] = group.seeds;
    const [message = '', other = ''] = group.messages;
    const attempt = (urn: string, holder: { seed: string; privateKeyMessage: string }) =>
      decryptSealed(verified, urn, holder, means);
    expect(attempt('other', { seed, privateKeyMessage: message })).toMatchObject({
      error: { code: 'decrypt/unknown-urn' },
    });
    const stranger = seedOfSequence(drawSequence(random));
    expect(attempt('c1-titulaires', { seed: stranger, privateKeyMessage: message })).toMatchObject({
      error: { code: 'decrypt/not-a-trustee' },
    });
    expect(attempt('c1-titulaires', { seed: third, privateKeyMessage: other })).toMatchObject({
      error: { code: 'channel/cannot-decrypt' },
    });
    const pretended = { ...verified };
    expect(decryptSealed(pretended, 'c1-titulaires', { seed, privateKeyMessage: message }, means).ok).toBe(
      false,
    );
  });

  it('nothing is verified before closing and grace by the station’s own clock', async () => {
    expect(await verifySealedArchives(archives, { ...conditions, nowMs: 1_299_999 })).toEqual({
      ok: false,
      error: { code: 'sealed/too-early', fromMs: 1_300_000 },
    });
    expect((await verifySealedArchives(archives, { ...conditions, nowMs: NaN })).ok).toBe(false);
  });

  it('an archive that is not the printed one is refused, though it verifies', async () => {
    const one = makeOwnElection([group], single, ['blank']);
    const other = [{ urn: 'c1-titulaires', bytes: archiveOf({ ...partsOf(one), shares: [], result: null }) }];
    expect(await verifySealedArchives(other, conditions)).toMatchObject({
      error: { code: 'sealed/other-archives', found: closingCodeOfArchives(other) },
    });
    expect(await verifySealedArchives(archives, { ...conditions, closingCode: 'ABC' })).toMatchObject({
      error: { code: 'sealed/unreadable-code' },
    });
  });

  it('an archive that fails a check, or that someone already began to decrypt, is refused though printed', async () => {
    const refusalOf = async (bytes: Uint8Array) => {
      const given = [{ urn: 'u', bytes }];
      const result = await verifySealedArchives(given, {
        ...conditions,
        closingCode: closingCodeOfArchives(given),
      });
      return result.ok ? null : result.error.code;
    };
    const [first = ''] = sealedParts.ballots;
    expect(await refusalOf(archiveOf({ ...sealedParts, ballots: [first] }))).toBe('sealed/bad-archive');
    expect(await refusalOf(archiveOf({ ...sealedParts, shares: own.shares.slice(0, 1) }))).toBe(
      'sealed/not-at-tally',
    );
  });
});

describe('the closing code', () => {
  it('binds every urn by name and archive, whatever the order', () => {
    const hash = archiveHash(new Uint8Array(1));
    const urns = [
      { urn: 'a', hash },
      { urn: 'b', hash: archiveHash(new Uint8Array(2)) },
    ];
    const code = closingCode(urns);
    expect(code).toMatch(/^(\w{4} ){6}\w{3}$/);
    expect(closingCode([...urns].reverse())).toBe(code);
    expect(closingCode(urns.slice(1))).not.toBe(code);
    expect(closingCode([{ urn: 'c', hash }, ...urns.slice(1)])).not.toBe(code);
    expect(assertOk(parseClosingCode(code.toLowerCase().replaceAll(' ', '')))).toBe(code);
    expect(() => closingCode([...urns, ...urns])).toThrow();
  });
});
