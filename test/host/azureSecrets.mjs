// Looks for what must appear nowhere: tokens and secrets that the emulated Azure gave out.
import assert from 'node:assert/strict';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Every file below a folder, databases too, as [name, bytes as text]. */
export function filesBelow(folder) {
  return readdirSync(folder, { recursive: true }).flatMap(name => {
    const file = path.join(folder, name);
    return lstatSync(file).isFile() ? [[name, readFileSync(file, 'latin1')]] : [];
  });
}

/** All that the workbench keeps in the browser, which is where its state and that of extensions is when it runs there. */
export async function browserStorage(page) {
  return page.evaluate(async () => {
    const done = request =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const found = [
      ['localStorage', JSON.stringify(localStorage)],
      ['sessionStorage', JSON.stringify(sessionStorage)],
    ];
    for (const { name } of await indexedDB.databases()) {
      const database = await done(indexedDB.open(name));
      for (const store of database.objectStoreNames) {
        const all = database.transaction(store).objectStore(store);
        const [keys, values] = await Promise.all([done(all.getAllKeys()), done(all.getAll())]);
        const text = value =>
          value instanceof Uint8Array
            ? new TextDecoder().decode(value)
            : typeof value === 'string'
              ? value
              : JSON.stringify(value);
        found.push([`${name}/${store}`, [...keys, ...values].map(text).join('\n')]);
      }
      database.close();
    }
    return found;
  });
}

/** Whole, in parts long enough to be known, or wrapped as VS Code and HTTP wrap them. */
export function assertNowhere(secrets, texts) {
  const forms = new Set(
    secrets.flatMap(secret => [
      secret,
      Buffer.from(secret).toString('base64').replace(/=+$/, ''),
      encodeURIComponent(secret),
    ]),
  );
  for (const [name, text] of texts) {
    for (const form of forms) {
      const at = text.indexOf(form);
      assert.ok(at < 0, `a secret stands in ${name}: …${text.slice(Math.max(0, at - 200), at)}▮`);
    }
    assert.doesNotMatch(text, /authorization["']?\s*[:=]\s*["']?Bearer/i, name);
  }
}
