// The audit in the host: its rows for the samples, and that its view opens.
import * as assert from 'node:assert';
import * as vscode from 'vscode';
import { settled } from './shop.ts';

describe('the audit', () => {
  it('answers each question about the samples', async () => {
    const sections = await (await settled()).audit();
    const written = sections.map(({ label, description }) => `${label}: ${description}`);
    for (const expected of [
      /^Unused pull roles: \d+ grant/,
      /^Broad grants: \d+ grant/,
      /^Admin accounts: 1 enabled/,
      /^Expiring secrets: \d+ /,
      /^Access modes: \d+ legacy · \d+ ABAC/,
      /^Switch to ABAC mode: breaks \d+ pulls/,
      /^Not read: \d+ gap/,
    ]) {
      assert.ok(
        written.some(line => expected.test(line)),
        `${expected} is not among ${written.join('\n')}`,
      );
    }
  });

  it('copies what prevents a break, which is no fix of today', async () => {
    const sections = await (await settled()).audit();
    const switches = sections.find(({ label }) => label === 'Switch to ABAC mode')?.children() ?? [];
    const fix = switches.flatMap(node => node.children()).find(({ kind }) => kind === 'fix');
    assert.ok(fix);
    await vscode.commands.executeCommand('acrPull.copyNodeFix', fix);
    assert.match(await vscode.env.clipboard.readText(), /^az role assignment create/);
  });

  it('opens', async () => {
    await vscode.commands.executeCommand('acrPull.audit.focus');
  });
});
