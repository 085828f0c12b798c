/**
 * How alike two pictures of a screen are, whoever drew them: both brought to 192 by 108 grey points by a browser, then the
 * correlation of the points. 1 for the same; the same page drawn by two versions of a browser stays above 0.9.
 */
import type { Page } from 'playwright-core';

/** @param pictures PNG. */
export async function likeness(page: Page, pictures: readonly [Buffer, Buffer]): Promise<number> {
  const [left, right] = await Promise.all(
    pictures.map((picture) => page.evaluate(greysOf, picture.toString('base64'))),
  );
  return correlation(left ?? [], right ?? []);
}

async function greysOf(png: string): Promise<number[]> {
  const [width, height] = [192, 108];
  const image = new Image();
  image.src = `data:image/png;base64,${png}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  const pen = canvas.getContext('2d');
  if (pen === null) throw new Error('no canvas');
  pen.imageSmoothingQuality = 'high';
  pen.drawImage(image, 0, 0, width, height);
  const { data } = pen.getImageData(0, 0, width, height);
  return Array.from(
    { length: width * height },
    (_, at) => (data[at * 4] ?? 0) + (data[at * 4 + 1] ?? 0) + (data[at * 4 + 2] ?? 0),
  );
}

/** Pearson's; 0 for a picture of one colour. */
function correlation(left: readonly number[], right: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [leftMean, rightMean] = [mean(left), mean(right)];
  let [both, own, other] = [0, 0, 0];
  left.forEach((value, at) => {
    const [x, y] = [value - leftMean, (right[at] ?? 0) - rightMean];
    both += x * y;
    own += x * x;
    other += y * y;
  });
  return own === 0 || other === 0 ? 0 : both / Math.sqrt(own * other);
}
