import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

/** Saves the pictures in a bank's questions as files that a person can open. */
export interface Pictures {
  /**
   * @param dataUri The picture as a `data:` URI in base64.
   * @returns The path of the file; `null` if the data is not a picture.
   */
  save(dataUri: string): string | null;
  /** Removes all files. */
  remove(): void;
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
};

/** Keeps pictures in a folder that only this user can read, until `remove` or the end of the process. */
export function createPictures(): Pictures {
  let folder: string | null = null;
  let count = 0;
  const remove = () => {
    process.off('exit', remove);
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
    folder = null;
  };
  return {
    save(dataUri) {
      const [, type = '', data = ''] = /^data:([\w/+.-]+);base64,(.*)$/s.exec(dataUri) ?? [];
      const extension = EXTENSIONS[type.toLowerCase()];
      if (extension === undefined) return null;
      if (folder === null) {
        folder = mkdtempSync(join(tmpdir(), 'mx-member-'));
        process.once('exit', remove);
      }
      count += 1;
      const path = join(folder, `picture-${count}.${extension}`);
      writeFileSync(path, data, { encoding: 'base64', mode: 0o600 });
      return path;
    },
    remove,
  };
}
