import { execFile } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Emulator } from '../../emulator/emulator.ts';
import { jmesPath } from './jmesPath.ts';

const run = promisify(execFile);

/**
 * A colleague who is signed in to the emulated Azure by `az`. Theirs is a stub that hands its words to this process,
 * since a Node for each request would take long. It prints and refuses as az does.
 * https://learn.microsoft.com/cli/azure/reference-index#az-rest
 */
export class Colleague {
  readonly #emulator: Emulator;
  readonly #server: Server;
  /** The tenant that `az login` signed in to. Empty: no user is signed in. */
  tenant: string;

  constructor(emulator: Emulator, tenant: string) {
    this.#emulator = emulator;
    this.tenant = tenant;
    this.#server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const [folder = '', ...words] = Buffer.concat(chunks).toString().split('\x1f').slice(0, -1);
      const { refused, printed = '' } = await this.#az(folder, words);
      response.writeHead(refused === undefined ? 200 : 400).end(refused === undefined ? printed : `ERROR: ${refused}`);
    });
  }

  async start(): Promise<void> {
    await new Promise<void>(resolve => this.#server.listen(0, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }

  /** Runs a script for bash in a folder. Returns the text of the file that they send back, and the script's output. */
  async run(script: string, folder: string): Promise<{ readonly text: string; readonly said: string }> {
    const { port } = this.#server.address() as AddressInfo;
    const az = `#!/bin/sh
answer=$(printf '%s\\037' "$PWD" "$@" | curl -sS --data-binary @- -w '%{http_code}' http://127.0.0.1:${port}/)
case $answer in
  *200) printf '%s' "\${answer%200}" ;;
  *) printf '%s\\n' "\${answer%???}" >&2; exit 1 ;;
esac
`;
    writeFileSync(path.join(folder, 'az'), az);
    chmodSync(path.join(folder, 'az'), 0o755);
    writeFileSync(path.join(folder, 'ask.sh'), script);
    const env = { PATH: [folder, process.env['PATH']].join(path.delimiter), ACR_PULL_PAUSE: '0' };
    const { stderr } = await run('bash', ['ask.sh'], { cwd: folder, env });
    return { text: readFileSync(path.join(folder, 'access.snapshot.json'), 'utf8'), said: stderr };
  }

  async #az(
    folder: string,
    [command = '', ...words]: readonly string[],
  ): Promise<{ readonly printed?: string; readonly refused?: string }> {
    const option = (name: string) => (words.includes(name) ? words[words.indexOf(name) + 1] : undefined);
    const query = option('--query');
    if (command === 'account' && this.tenant === '') return { refused: "Please run 'az login' to setup account." };
    if (command !== 'rest') return { printed: `${this.#setting(query)}\n` };
    const url = new URL(option('--url') ?? '');
    const file = option('--body')?.replace(/^@/, '');
    const body = file === undefined ? {} : { body: readFileSync(path.resolve(folder, file), 'utf8') };
    const { value } = this.#emulator.tokens.issue(this.tenant);
    const to = `http://127.0.0.1:${this.#emulator.port}/${url.host}${url.pathname}${url.search}`;
    const headers = { authorization: `Bearer ${value}`, 'content-type': 'application/json' };
    const response = await fetch(to, { method: (option('--method') ?? 'get').toUpperCase(), headers, ...body });
    const text = await response.text();
    if (!response.ok) return { refused: `${response.statusText}(${text})` };
    const data: unknown = JSON.parse(text);
    const shown = query === undefined ? data : jmesPath(query)(data);
    // az prints nothing for null.
    return { printed: shown === null ? '' : `${JSON.stringify(shown, null, 2)}\n` };
  }

  #setting(query: string | undefined): string {
    switch (query) {
      case 'tenantId':
        return this.tenant;
      case 'name':
        return 'AzureCloud';
      case 'endpoints.resourceManager':
        return 'https://management.azure.com/';
      default:
        return 'https://graph.microsoft.com/';
    }
  }
}
