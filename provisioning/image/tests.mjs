// The steps of `npm run test:image`, as data: the test of each (test/image/<name>.test.ts), what it does, what it needs
// beside the Debian packages of `machinePackages`, and its usual time on two idle cores, the processor emulated: a few
// times less where the machine virtualises. launch.mjs runs them, each in a run of its own.

/** Debian packages of an emulated machine, by a file of each, as `debian` of launch.mjs takes them. */
export const machinePackages = {
  'qemu-system-x86_64': 'qemu-system-x86',
  '/usr/share/OVMF/OVMF_CODE_4M.fd': 'ovmf',
  '/usr/sbin/mkfs.ext4': 'e2fsprogs',
};

const machine = '3 Go de mémoire libre et 4 Go de disque';

/** `of`: the kind of image that it starts; null for the step that builds them. */
export const imageSteps = [
  {
    name: 'build',
    of: null,
    what: 'chaque image, construite deux fois et comparée à l’octet',
    needs: 'les archives de Debian ou la réserve « pool », npm, et 8 Go de disque',
    minutes: 10,
  },
  {
    name: 'boot',
    of: 'appliance',
    what: 'installation, scellement, votes, coupure de courant, images altérées',
    needs: machine,
    minutes: 35,
  },
  {
    name: 'backup',
    of: 'appliance',
    what: 'autre image, sauvegarde sur un disque, nouvelle machine',
    needs: machine,
    minutes: 40,
  },
  {
    name: 'disk',
    of: 'appliance',
    what: 'disque chiffré, puce de sécurité, phrase de secours',
    needs: machine,
    minutes: 35,
  },
  {
    name: 'wizard',
    of: 'appliance',
    what: 'premier démarrage dans un navigateur, puis sans personne',
    needs: machine,
    minutes: 25,
  },
  {
    name: 'tokens',
    of: 'appliance',
    what: 'dépouillement par des clés de sécurité branchées à la machine',
    needs: machine,
    minutes: 5,
  },
  {
    name: 'kiosk',
    of: 'kiosk',
    what: 'la borne, de son premier démarrage à l’accueil',
    needs: machine,
    minutes: 15,
  },
  {
    name: 'kiosk-attacks',
    of: 'kiosk',
    what: 'la borne attaquée par son clavier, sa souris et des appareils',
    needs: machine,
    minutes: 25,
  },
  {
    name: 'kiosk-vote',
    of: 'kiosk',
    what: 'un vote au clavier de la borne, et son reçu sur papier',
    needs: machine,
    minutes: 20,
  },
];
