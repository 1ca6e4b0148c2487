import { existsSync, readFileSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createPictures } from '../../../packages/cli/src/connect/pictures.ts';

test('a picture is saved in a file that only this user can read, until it is removed', () => {
  const pictures = createPictures();
  const path = pictures.save(`data:image/png;base64,${btoa('the bytes')}`) ?? '';
  expect(path).toMatch(/\.png$/);
  expect(readFileSync(path, 'utf8')).toBe('the bytes');
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o077).toBe(0);
  const other = pictures.save('data:image/jpeg;base64,AAAA') ?? '';
  expect(existsSync(other)).toBe(true);
  pictures.remove();
  expect([path, other].map(existsSync)).toEqual([false, false]);
});

test('pictures are removed when the process ends, and removing them earlier leaves no exit handler behind', () => {
  const others = process.listeners('exit');
  const atTheEnd = () => process.listeners('exit').filter((one) => !others.includes(one));
  const pictures = createPictures();
  const path = pictures.save('data:image/png;base64,AAAA') ?? '';
  pictures.save('data:image/png;base64,AAAA');
  expect(atTheEnd()).toHaveLength(1);
  atTheEnd()[0]?.(0);
  expect(existsSync(path)).toBe(false);
  pictures.save('data:image/png;base64,AAAA');
  pictures.remove();
  expect(atTheEnd()).toEqual([]);
});

test.each([
  'data:text/html,<script>',
  'data:image/png,plain',
  'data:image/svg+xml;base64,AAAA',
  'https://example.com/a.png',
  'data:image/../../x;base64,AAAA',
])('"%s" is not saved', (uri) => {
  expect(createPictures().save(uri)).toBeNull();
});
