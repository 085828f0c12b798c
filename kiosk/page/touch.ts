/**
 * Touching a kiosk: something happens only when the finger is laid and lifted on the same target (VVSG 2.0, 7.2). No
 * other gesture does anything: no menu, no drag, no zoom, no selection.
 */

export function listenToTouch(
  press: (target: HTMLElement) => void,
  isElsewhere: (event: Event) => boolean,
): void {
  let laidOn: HTMLElement | null = null;
  const targetAt = (element: Element | null) => element?.closest<HTMLElement>('[data-press]') ?? null;
  addEventListener('pointerdown', (event) => {
    if (isElsewhere(event)) return;
    event.preventDefault();
    const isOne = event.isPrimary && event.button === 0;
    laidOn = isOne && event.target instanceof Element ? targetAt(event.target) : null;
  });
  addEventListener('pointerup', (event) => {
    // A finger that slid away still answers to the target it was laid on: ask what is under it now.
    const liftedOn = targetAt(document.elementFromPoint(event.clientX, event.clientY));
    const target = event.isPrimary && liftedOn === laidOn ? laidOn : null;
    laidOn = null;
    if (target !== null) press(target);
  });
  addEventListener('pointercancel', () => (laidOn = null));
  const never = [
    'contextmenu',
    'dragstart',
    'dragover',
    'drop',
    'selectstart',
    'auxclick',
    'dblclick',
    'paste',
  ];
  for (const kind of [...never, 'copy', 'cut', 'beforeinput', 'click', 'mousedown']) {
    addEventListener(kind, (event) => isElsewhere(event) || event.preventDefault(), { capture: true });
  }
  for (const kind of ['wheel', 'touchmove', 'gesturestart']) {
    addEventListener(kind, (event) => isElsewhere(event) || event.preventDefault(), {
      capture: true,
      passive: false,
    });
  }
}
