// Deactivating: nothing of ours is left, neither what VS Code was given, nor a timer, nor a diagnostic. VS Code can't be asked to deactivate one extension. So a second one is activated, beside the one that runs, with VS Code's own calls counted.
import * as assert from 'node:assert';
import * as vscode from 'vscode';
import { activate } from '../../../src/editor/extension.ts';
import type { Api } from '../../../src/editor/wiring.ts';
import { fileIn, problemsOf, settled } from './shop.ts';
import { eventually, extensionId } from './support.ts';

const refused = fileIn('deploy/eu/checkout.yaml');

describe('deactivation', () => {
  let counted: Counted;
  let context: vscode.ExtensionContext;
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => unhandled.push(reason);
  beforeEach(async () => {
    await settled();
    counted = new Counted();
    context = makeContext();
    process.on('unhandledRejection', note);
  });
  afterEach(() => {
    process.off('unhandledRejection', note);
    deactivate(context);
    counted.end();
  });

  /** Work that has begun ends, without a word. */
  async function nothingIsLeft(api: Api): Promise<void> {
    assert.deepStrictEqual(
      counted.living.filter(name => name !== 'timer'),
      [],
    );
    await api.settled();
    await eventually('no timer is left', () => !counted.living.includes('timer'));
    await settled();
    assert.deepStrictEqual(counted.living, []);
    assert.deepStrictEqual(unhandled, []);
  }

  it('leaves nothing behind', async () => {
    const before = problemsOf(refused).length;
    assert.ok(before > 0);
    const api = await activate(context);
    await api.settled();
    await eventually('its diagnostics stand beside the others', () => problemsOf(refused).length === 2 * before);
    assert.ok(counted.living.some(name => name.startsWith('commands.registerCommand acrPull.')));
    assert.ok(counted.living.some(name => name.startsWith('workspace.createFileSystemWatcher')));
    assert.ok(counted.living.includes('timer'));

    deactivate(context);
    await nothingIsLeft(api);
    assert.strictEqual(problemsOf(refused).length, before);
  });

  it('leaves nothing behind when it comes in the middle of reading', async () => {
    const before = problemsOf(refused).length;
    const api = await activate(context);
    deactivate(context);
    await nothingIsLeft(api);
    assert.strictEqual(problemsOf(refused).length, before);
  });

  it('leaves nothing behind when it overtakes the activation', async () => {
    const before = problemsOf(refused).length;
    const activated = activate(context);
    deactivate(context);
    const api = await activated;
    await nothingIsLeft(api);
    assert.strictEqual(problemsOf(refused).length, before);
  });
});

function deactivate({ subscriptions }: vscode.ExtensionContext): void {
  for (const each of subscriptions.splice(0)) each.dispose();
}

/** As much of a context as the extension uses. Anything else that it asks for is missing, and throws. */
function makeContext(): vscode.ExtensionContext {
  const extension = vscode.extensions.getExtension(extensionId);
  assert.ok(extension);
  const kept = new Map<string, unknown>();
  const memento = {
    keys: () => [...kept.keys()],
    get: (key: string, otherwise?: unknown) => (kept.has(key) ? kept.get(key) : otherwise),
    update: async (key: string, value: unknown) => void kept.set(key, value),
    setKeysForSync: () => {},
  };
  const { extensionUri } = extension;
  const globalStorageUri = vscode.Uri.joinPath(extensionUri, 'storage');
  const places = { extensionUri, globalStorageUri };
  const used = { subscriptions: [], extension, ...places, workspaceState: memento, globalState: memento };
  return used as unknown as vscode.ExtensionContext;
}

type Make = (...args: unknown[]) => unknown;
const disposables = /^(on(Did|Will)[A-Z]|register|create)/;

/** Counts what is registered with VS Code and the timers that are started, until each is disposed of or has passed. */
class Counted {
  readonly #living = new Map<unknown, string>();
  readonly #undo: (() => void)[] = [];
  #twins = 0;

  constructor() {
    const { authentication, commands, languages, lm, window, workspace } = vscode;
    for (const [space, of] of Object.entries({ authentication, commands, languages, lm, window, workspace })) {
      for (const name of Object.keys(of).filter(key => disposables.test(key))) this.#count(space, of, name);
    }
    this.#countTimers();
  }

  get living(): readonly string[] {
    return [...this.#living.values()];
  }

  end(): void {
    for (const undo of this.#undo.reverse()) undo();
  }

  #count(space: string, of: object, name: string): void {
    const original: Make = Reflect.get(of, name);
    const make = this.#instead(`${space}.${name}`, (...args) => original.apply(of, args));
    this.#replace(of, name, (...args: unknown[]) => {
      const made = make(...args);
      if (!isDisposable(made)) return made;
      this.#living.set(made, `${space}.${name} ${String(args[0])}`);
      const dispose = made.dispose.bind(made);
      made.dispose = () => {
        this.#living.delete(made);
        return dispose();
      };
      return made;
    });
  }

  /** Things that one window can have only once: under another name, or made up. */
  #instead(name: string, original: Make): Make {
    const twin = `twin-${this.#twins++}`;
    switch (name) {
      case 'commands.registerCommand':
      case 'languages.createLanguageStatusItem':
        return (id, ...rest) => {
          const made = original(`${twin}.${String(id)}`, ...rest);
          return Object.isFrozen(made) ? { ...(made as object) } : made;
        };
      case 'window.createOutputChannel': // a second one of the name would be closed together with the first
        return (id, ...rest) => original(`${twin} ${String(id)}`, ...rest);
      case 'window.createTreeView':
        return () => ({ visible: false, onDidChangeVisibility: () => ({ dispose() {} }), dispose() {} });
      case 'lm.registerTool':
        return () => ({ dispose() {} });
      default:
        return original;
    }
  }

  /** Only those that are started by what is bundled here, which is the extension. VS Code starts many itself. */
  #countTimers(): void {
    const of: object = globalThis;
    for (const name of ['setTimeout', 'setInterval'] as const) {
      const original: Make = Reflect.get(of, name);
      this.#replace(of, name, (callback, ...rest) => {
        assert.ok(typeof callback === 'function');
        const passed = (...args: unknown[]) => {
          if (name === 'setTimeout') this.#living.delete(timer);
          return callback(...args);
        };
        const timer = original(passed, ...rest);
        if (new Error().stack?.split('\n')[2]?.includes(__filename)) this.#living.set(timer, 'timer');
        return timer;
      });
    }
    for (const name of ['clearTimeout', 'clearInterval'] as const) {
      const original: Make = Reflect.get(of, name);
      this.#replace(of, name, timer => {
        this.#living.delete(timer);
        return original(timer);
      });
    }
  }

  #replace(of: object, name: string, by: Make): void {
    const before = Object.getOwnPropertyDescriptor(of, name);
    assert.ok(before);
    Object.defineProperty(of, name, { configurable: true, enumerable: true, value: by, writable: true });
    this.#undo.push(() => Object.defineProperty(of, name, before));
  }
}

function isDisposable(made: unknown): made is { dispose: () => unknown } {
  return typeof made === 'object' && made !== null && 'dispose' in made && typeof made.dispose === 'function';
}
