/**
 * `isoloir COMMAND …`: finds the command's file and runs it. Each is loaded only when called, so that the audit needs
 * nothing of the appliance. No stack trace reaches a person.
 */
import { CommandError, type Io } from './io.ts';

type Command = (args: string[], io: Io) => Promise<number>;

const commands: Record<string, { help: string; load: () => Promise<Command> }> = {
  start: {
    help: 'start [--data DOSSIER] [--port N]         lance la démonstration (élection Domitia Habitat)',
    load: async () => (await import('./start.ts')).start,
  },
  install: {
    help: 'install DIR --data DOSSIER --mode real|demonstration --printer CLÉ [--host NOM] [--port N]',
    load: async () => (await import('./install.ts')).install,
  },
  run: {
    help: 'run --data DOSSIER [--host NOM] [--port N]  fait tourner un appareil installé',
    load: async () => (await import('./run.ts')).run,
  },
  rehearse: {
    help: 'rehearse DIR --out OUT [--seed N] [--turnout POURCENT] [--browser]  joue l’élection entière',
    load: async () => (await import('./rehearse.ts')).rehearse,
  },
  audit: {
    help: 'audit FICHIER.bel [--backend noble] [--workers N] [--no-revote] [--json]  vérifie une archive',
    load: async () => (await import('./audit.ts')).audit,
  },
  dossier: {
    help: 'dossier check DIR [--json]                 contrôle un dossier',
    load: async () => (await import('./dossier.ts')).dossier,
  },
  seats: {
    help: 'seats CAS.json [--json]                    attribue les sièges d’un scrutin',
    load: async () => (await import('./seats.ts')).seats,
  },
  draw: {
    help: 'draw --seed TEXTE NOM NOM… [--json]        refait un tirage au sort ; --volunteers le fait parmi des volontaires',
    load: async () => (await import('./draw.ts')).draw,
  },
  measure: {
    help: 'measure CHEMIN [--json]                    empreinte d’une arborescence',
    load: async () => (await import('./measure.ts')).measure,
  },
  seal: {
    help: 'seal check --against ADRESSE [--code CODE] [--image FICHIER] [--authority FICHIER] [--json]  juge un appareil depuis une autre machine',
    load: async () => {
      const { seal } = await import('./seal.ts');
      return (args, io) => seal(args, io);
    },
  },
  attest: {
    help: 'attest --against ADRESSE [--image FICHIER] [--authority FICHIER] [--json]  demande à la puce de sécurité d’un appareil ce qu’il a démarré',
    load: async () => (await import('./attest.ts')).attest,
  },
  'appliance-key': {
    help: 'appliance-key request|restore …           rétablit la clé du système depuis sa copie imprimée',
    load: async () => (await import('./appliance-key.ts')).applianceKey,
  },
  backup: {
    help: 'backup --data DOSSIER --to FICHIER         sauvegarde chiffrée, l’appareil en marche',
    load: async () => (await import('./backup.ts')).backup,
  },
  certificate: {
    help: 'certificate request|set --data DOSSIER …    certificat du site, signé par l’autorité de l’entreprise',
    load: async () => (await import('./certificate.ts')).certificate,
  },
  'admit-image': {
    help: 'admit-image --data DOSSIER --to EMPREINTE   dit si une autre image peut servir ces données',
    load: async () => (await import('./admit-image.ts')).admitImageCommand,
  },
  support: {
    help: 'support --data DOSSIER --to FICHIER        état d’un appareil pour l’assistance, sans nom ni code',
    load: async () => (await import('./support.ts')).support,
  },
  'hold-trial': {
    help: 'hold-trial --data DOSSIER --host NOM       tient le scrutin à blanc demandé, puis s’arrête',
    load: async () => (await import('./hold-trial.ts')).holdTrial,
  },
  restore: {
    help: 'restore FICHIER --data NOUVEAU --mode MODE  rétablit une sauvegarde sur une autre machine',
    load: async () => (await import('./restore.ts')).restore,
  },
  journal: {
    help: 'journal verify FICHIER [--json]            contrôle l’enchaînement d’un journal',
    load: async () => (await import('./journal.ts')).journal,
  },
};

const io: Io = {
  stdout: (text) => void process.stdout.write(text),
  stderr: (text) => void process.stderr.write(text),
};

function usage(): string {
  const lines = Object.values(commands).map(({ help }) => `  isoloir ${help}`);
  return `Commandes :\n${lines.join('\n')}\n`;
}

async function main([name, ...args]: string[]): Promise<number> {
  const command = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    io.stderr(
      name === undefined || name === 'help' || name === '--help'
        ? usage()
        : `Commande inconnue : « ${name} ».\n${usage()}`,
    );
    return name === 'help' || name === '--help' ? 0 : 2;
  }
  try {
    return await (
      await command.load()
    )(args, io);
  } catch (error) {
    if (error instanceof CommandError) {
      io.stderr(`${error.message}\n`);
      return error.exitCode;
    }
    const detail = error instanceof Error ? error.message : 'cause inconnue';
    io.stderr(`Erreur inattendue : ${detail}. Rien n’a été conclu.\n`);
    return 2;
  }
}

process.exitCode = await main(process.argv.slice(2));
