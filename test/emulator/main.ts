/**
 * The emulator as a program: `node test/emulator/main.ts [SNAPSHOT] [PORT]`. It prints its port, and answers until it
 * is ended. A line `grant PRINCIPAL ROLE SCOPE [CREATED]` on standard input grants a role. `requests` prints how many
 * came.
 */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Emulator } from './emulator.ts';
import { readWorld } from './world.ts';

const [file = path.resolve(import.meta.dirname, '../../samples/access.snapshot.json'), port = '0'] =
  process.argv.slice(2);
const emulator = new Emulator(readWorld(file));
const token = process.env['EMULATOR_TOKEN'];
if (token) emulator.tokens.admit(token, '*');
console.log(await emulator.start(Number(port)));

createInterface({ input: process.stdin }).on('line', line => {
  const [what, principalId, role, scope, createdOn] = line.split(' ');
  if (what === 'requests') console.log(emulator.requests.length);
  if (what !== 'grant' || !scope) return;
  const roleDefinitionId = `/providers/Microsoft.Authorization/roleDefinitions/${role}`;
  const created = createdOn ? { createdOn } : {};
  emulator.world.grant(
    { scope, roleDefinitionId, principalId, principalType: 'ServicePrincipal', ...created },
    randomUUID(),
  );
});
