/** The network as a person types it on the console of a machine: what is taken, what is refused and said, what is written. */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { DataDisk } from '../../../provisioning/image/guest/data-disk.ts';
import { lineOf, networkdFile, readNetwork } from '../../../provisioning/image/guest/network-line.ts';
import { echoed, networkRefusalText, networkWords } from '../../../provisioning/image/guest/network-words.ts';
import { MachineNetwork } from '../../../provisioning/image/guest/network.ts';
import { meantNetwork } from '../../../provisioning/image/guest/typed-network.ts';
import { shareCurrent } from '../../../provisioning/image/guest/shared-certificate.ts';
import { tellTime } from '../../../provisioning/image/guest/time-servers.ts';
import { ProgramFailure } from '../../../provisioning/image/progress.ts';
import { assertOk } from '../../../core/result.ts';

const folder = mkdtempSync(join(tmpdir(), 'isoloir-network-'));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));
const mode = (file: string) => statSync(file).mode & 0o777;

test('an address is taken with its prefix, and perhaps a gateway and name servers', () => {
  for (const [typed, line] of [
    ['dhcp', 'dhcp'],
    [' DHCP ', 'dhcp'],
    ['192.168.1.20/24 192.168.1.1 192.168.1.53', '192.168.1.20/24 192.168.1.1 192.168.1.53'],
    ['10.0.2.15/24   10.0.2.2 9.9.9.9 10.0.2.3', '10.0.2.15/24 10.0.2.2 9.9.9.9 10.0.2.3'],
    ['172.16.255.254/12', '172.16.255.254/12'],
  ] as const)
    expect(lineOf(assertOk(readNetwork(typed)))).toBe(line);
});

test('a line that cannot be an address is refused for what is wrong with it, and says what to type', () => {
  for (const [typed, code, words] of [
    ['', 'form', 'pas une adresse suivie de son préfixe'],
    ['192.168.1.20 255.255.255.0', 'form', 'préfixe'],
    ['dhcp 192.168.1.1', 'form', 'préfixe'],
    ['BCDEF GHIJK LNOPR STUVX BCDEF GHIJK', 'form', 'préfixe'],
    ['192.168.1.20/24\nGateway=1.2.3.4', 'gateway', 'gateway=1.2.3.4 ne peut pas'],
    ['192.168.1.256/24', 'address', '192.168.1.256'],
    ['192.168.1/24', 'address', '192.168.1'],
    ['192.168.1.020/24', 'address', '192.168.1.020'],
    ['127.0.0.1/8', 'address', '127.0.0.1'],
    ['224.0.0.5/24', 'address', '224.0.0.5'],
    ['192.168.1.20/31', 'prefix', 'de 1 à 30'],
    ['192.168.1.20/0', 'prefix', 'de 1 à 30'],
    ['192.168.1.0/24', 'not-a-host', 'tout le réseau 192.168.1.0/24'],
    ['192.168.1.255/24', 'not-a-host', 'tout le réseau 192.168.1.0/24'],
    ['192.168.1.20/24 192.168.1.20', 'gateway', 'une autre machine du réseau 192.168.1.0/24'],
    ['192.168.1.20/24 x', 'gateway', 'x ne peut pas être'],
    ['192.168.1.20/24 192.168.2.1', 'gateway-elsewhere', 'pas dans le réseau 192.168.1.0/24'],
    ['192.168.1.20/24 192.168.1.255', 'gateway-elsewhere', 'pas dans le réseau'],
    ['192.168.1.20/24 192.168.1.1 dns', 'name-server', 'serveur de noms'],
    ['192.168.1.20/24 192.168.1.1 9.9.9.1 9.9.9.2 9.9.9.3 9.9.9.4', 'many-name-servers', 'Trois'],
  ] as const) {
    const read = readNetwork(typed);
    if (read.ok) throw new Error(typed);
    expect([typed, read.error.code]).toEqual([typed, `network/${code}`]);
    const said = networkRefusalText(read.error);
    expect(said).toContain(words);
    expect(said).toContain('Rien n’est changé. Tapez ici');
  }
});

test('what networkd is given matches the cable that is plugged in, and nothing but what was typed', () => {
  const network = assertOk(readNetwork('192.168.1.20/24 192.168.1.1 192.168.1.53'));
  expect(networkdFile(network)).toBe(
    '[Match]\nType=ether\n[Network]\nDHCP=no\nLinkLocalAddressing=no\nLLMNR=no\nMulticastDNS=no\n' +
      'Address=192.168.1.20/24\nGateway=192.168.1.1\nDNS=192.168.1.53\n',
  );
  expect(networkdFile({ kind: 'dhcp' })).toBeNull();
});

test('a typed line is given to networkd and told to the wizard; a wrong one changes nothing; answers are followed once', () => {
  const asked: string[] = [];
  const run = (_program: string, args: readonly string[]) => {
    asked.push(args.join(' '));
    return '';
  };
  const places = { run, file: at('network/05-isoloir.network'), lineFile: at('line') };
  const network = new MachineNetwork(places);
  expect([network.line(), mode(at('line'))]).toEqual(['dhcp', 0o644]);
  expect(network.type('192.168.1.20/24 10.0.0.1')).toMatch(
    /vous avez tapé « 192.*10\.0\.0\.1 n’est pas dans/s,
  );
  network.follow(undefined);
  network.follow('dhcp');
  expect([network.line(), asked]).toEqual(['dhcp', []]);
  expect(network.type('192.168.1.20/24 192.168.1.1')).toContain('« 192.168.1.20/24 192.168.1.1 »');
  expect(readFileSync(places.file, 'utf8')).toContain('Address=192.168.1.20/24\n');
  expect([mode(places.file), mode(at('network'))]).toEqual([0o644, 0o755]);
  // A guard that starts again knows it; answers that say the same change nothing.
  const again = new MachineNetwork(places);
  again.follow('192.168.1.20/24  192.168.1.1');
  expect(asked).toEqual(['try-reload-or-restart --no-block systemd-networkd.service']);
  again.type('dhcp');
  expect([existsSync(places.file), again.line(), asked.length]).toEqual([false, 'dhcp', 2]);
});

test('the console says the address had, or that there is none, and how to give one', () => {
  const said = [
    networkWords({ line: 'dhcp', addresses: [] }),
    networkWords({ line: 'dhcp', addresses: ['10.0.2.15'] }),
    networkWords({ line: '192.168.1.20/24', addresses: [] }),
    networkWords({ line: '192.168.1.20/24', addresses: ['192.168.1.20'] }),
  ];
  expect(
    said.map((words) => /aucune adresse|10\.0\.2\.15|aucun câble|d’après la ligne/.exec(words)?.[0]),
  ).toEqual(['aucune adresse', '10.0.2.15', 'aucun câble', 'd’après la ligne']);
  for (const words of said) expect(words).toContain('192.168.1.20/24 192.168.1.1 192.168.1.53');
});

test('a French or a German keyboard is read as an American one, and understood all the same', () => {
  const line = '192.168.1.20/24 192.168.1.1';
  for (const typed of [line, '!(@<!^*<!<@)>@$ !(@<!^*<!<!', '192.168.1.20&24  192.168.1.1'])
    expect(meantNetwork(typed)).toBe(line);
  // Shown as it was meant, so that what is wrong can be seen.
  expect(meantNetwork('!(@<!^*<!<@)>$)')).toBe('192.168.1.20/40');
  expect(meantNetwork('bcdef ghijk')).toBe('bcdef ghijk');
});

test('a line goes where the machine asks: the phrase to its disk, never shown when it is typed as a network', () => {
  // A phrase typed by mistake on a machine that asks for no phrase.
  const phrase = 'bcdef ghijk lnopr stuvx bcdef ghijk';
  expect(echoed(phrase)).toBe('Réseau : ');
  // A network typed on a machine whose disk is locked is a phrase that does not open.
  const tried: string[] = [];
  const disk = new DataDisk({
    run: (_program, args, options) => {
      if (args[0] === 'open') {
        tried.push(readFileSync(`/proc/self/fd/${options?.input ?? 0}`, 'utf8'));
        throw new ProgramFailure('refused', 2);
      }
      return '{}';
    },
    disks: () => [{ device: '/dev/vdb', label: 'isoloir-data', kind: 'encrypted', use: 'election' }],
    mounted: () => null,
    freeBytes: () => 1e9,
    hasRoomToGrow: () => false,
    hasChip: false,
    draw: () => '',
    show: () => undefined,
  });
  const typed = { place: '/dev/tty1', text: '192.168.1.20/24' };
  expect(disk.open(typed, () => null)).toMatchObject({ state: 'locked', wrong: 1 });
  expect(tried).toHaveLength(1);
});

test('servers of authenticated time are where chrony reads them, readable, and it is started again', () => {
  const asked: string[] = [];
  const run = (_program: string, args: readonly string[]) => {
    asked.push(args.join(' '));
    return '';
  };
  const before = process.umask(0o077);
  try {
    tellTime(['time.example.org', 'temps.exemple.fr'], run, at('time.sources'));
  } finally {
    process.umask(before);
  }
  expect(readFileSync(at('time.sources'), 'utf8')).toBe(
    'server time.example.org iburst nts\nserver temps.exemple.fr iburst nts\n',
  );
  expect([mode(at('time.sources')), asked]).toEqual([0o644, ['restart --no-block chrony.service']]);
  // Its settings look in the folder of that file, for files of that ending.
  const conf = new URL('../../../provisioning/image/root/etc/chrony/chrony.conf', import.meta.url);
  expect(readFileSync(conf, 'utf8')).toMatch(/^sourcedir \/run\/isoloir$/m);
  tellTime([], run, at('time.sources'));
  expect([readFileSync(at('time.sources'), 'utf8'), asked.length]).toEqual(['', 1]);
});

test('a certificate that changed is shared again, and nothing but a certificate', () => {
  const [from, to, given] = [at('server.crt'), at('copy.crt'), [] as string[]];
  const share = () => shareCurrent(from, to, (file) => given.push(file));
  const certificate = (text: string) => `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`;
  share();
  expect(existsSync(to)).toBe(false);
  writeFileSync(from, certificate('AAAA'));
  share();
  share();
  expect([readFileSync(to, 'utf8'), mode(to), given]).toEqual([certificate('AAAA'), 0o600, [`${to}.part`]]);
  writeFileSync(from, `${certificate('BBBB')}${certificate('CCCC')}`);
  share();
  expect(readFileSync(to, 'utf8')).toContain('CCCC');
  writeFileSync(from, '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n');
  share();
  writeFileSync(at('elsewhere'), certificate('DDDD'));
  rmSync(from);
  symlinkSync(at('elsewhere'), from);
  share();
  expect([readFileSync(to, 'utf8').includes('CCCC'), given.length]).toEqual([true, 2]);
});
