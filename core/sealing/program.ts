/**
 * What the measurement of a program covers beside its packages (docs/formats.md, Measurement): one list, for the appliance
 * that measures itself and for the station that compares its own copy. Paths from the root of the project.
 */
export const programPaths = [
  'appliance',
  'core',
  'kiosk',
  'provisioning',
  'dist/booth',
  'dist/kiosk',
  'dist/station',
  'package.json',
  'package-lock.json',
] as const;
