import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { program } from './gate.ts';

/** The SDK's own client, with `acr-pull mcp` in a folder at its other end. */
export async function clientIn(t: TestContext, cwd: string, ...args: readonly string[]) {
  const client = new Client({ name: 'test', version: '1' });
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [program, 'mcp', ...args],
    cwd,
    stderr: 'pipe',
  });
  await client.connect(transport);
  t.after(() => client.close());
  return client;
}

/** Asks a tool. Every answer, refusals included, is below 8 kB: text and data together, as they are sent. */
export async function ask(client: Client, name: string, input: Readonly<Record<string, string>>) {
  const result = await client.callTool({ name, arguments: input });
  const { content, isError, structuredContent } = result;
  assert.ok(Array.isArray(content) && content[0]?.type === 'text');
  const { text } = content[0];
  const bytes = Buffer.byteLength(JSON.stringify(result));
  assert.ok(bytes < 8000, `${name} ${JSON.stringify(input).slice(0, 200)}: ${bytes} bytes`);
  return { isError: isError === true, text: String(text), data: JSON.parse(JSON.stringify(structuredContent ?? null)) };
}
