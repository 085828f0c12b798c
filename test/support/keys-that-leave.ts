/** The keys by which one leaves a page, a browser, a session or a machine, as QEMU names them. */

/** By what they would open; each chord is let go before the next. */
export const keysThatLeave: Readonly<Record<string, readonly string[]>> = {
  'address-and-search': ['ctrl+l', 'ctrl+k', 'ctrl+e', 'alt+d', 'f6', 'f3', 'ctrl+f', 'ctrl+g'],
  windows: [
    ...['ctrl+t', 'ctrl+n', 'ctrl+shift+n', 'ctrl+shift+t', 'ctrl+tab', 'ctrl+1', 'ctrl+w', 'ctrl+f4'],
    ...['alt+f4', 'ctrl+shift+w', 'ctrl+q', 'ctrl+shift+q'],
  ],
  files: [
    'ctrl+o',
    'ctrl+s',
    'ctrl+p',
    'ctrl+shift+p',
    'print',
    'ctrl+u',
    'ctrl+j',
    'ctrl+h',
    'ctrl+d',
    'ctrl+shift+o',
  ],
  tools: [
    'f12',
    'ctrl+shift+i',
    'ctrl+shift+j',
    'ctrl+shift+c',
    'ctrl+shift+delete',
    'shift+esc',
    'ctrl+shift+m',
  ],
  history: [
    'f5',
    'ctrl+r',
    'ctrl+shift+r',
    'alt+left',
    'alt+right',
    'alt+home',
    'ac_back',
    'ac_forward',
    'ac_home',
    'ac_refresh',
  ],
  menus: ['f11', 'f1', 'f7', 'f10', 'alt+f', 'alt+e', 'menu', 'shift+f10', 'alt+spc', 'help', 'find', 'open'],
  zoom: ['ctrl+equal', 'ctrl+minus', 'ctrl+0', 'ctrl+kp_add', 'ctrl+kp_subtract'],
  clipboard: ['ctrl+a', 'ctrl+c', 'ctrl+v', 'ctrl+x', 'ctrl+z', 'copy', 'paste', 'cut', 'undo'],
  desktop: ['meta_l', 'meta_l+d', 'meta_l+l', 'meta_l+r', 'alt+tab', 'alt+esc', 'ctrl+alt+t', 'ctrl+esc'],
  machine: [
    ...['ctrl+alt+f1', 'ctrl+alt+f2', 'ctrl+alt+f7', 'alt+f2', 'ctrl+alt+backspace', 'ctrl+alt+delete'],
    ...['alt+sysrq+b', 'alt+sysrq+e', 'alt+sysrq+k', 'alt+sysrq+f', 'power', 'sleep', 'wake'],
    ...['mail', 'calculator', 'computer', 'ac_bookmarks', 'mediaselect'],
  ],
  // Five times, what opens a window of accessibility elsewhere; held long, another.
  repeated: [
    ...Array.from({ length: 8 }, () => 'shift'),
    ...Array.from({ length: 8 }, () => 'ctrl'),
    'num_lock',
    'num_lock',
  ],
};
