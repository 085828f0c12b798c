/**
 * USB of a machine that serves: what is plugged in from then on gets no driver, but for what udev's rules let in
 * (`root-<kind>/etc/udev/rules.d`). What was there when the machine started stays: it may run from such a disk.
 */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Of the controllers there are, and of those to come. @param system where Linux tells of its devices. */
export function closeUsb(system = '/sys'): void {
  const controllers = join(system, 'bus/usb/devices');
  // A machine that has no USB at all.
  if (!existsSync(controllers)) return;
  const rules = readdirSync(controllers)
    .filter((name) => /^usb\d+$/.test(name))
    .map((name) => join(controllers, name, 'authorized_default'));
  for (const rule of [join(system, 'module/usbcore/parameters/authorized_default'), ...rules])
    writeFileSync(rule, '0');
}
