import * as vscode from 'vscode';
import type { Connection } from '../access/azure/connection.ts';
import { type Estate, type Snapshot, snapshotOf } from '../access/azure/estate.ts';
import { mapOf } from '../access/azure/estateMap.ts';
import { isEmpty, type Ledger, noted, type Questions, unanswered } from '../access/azure/questions.ts';
import type { Progress } from '../access/azure/readEstate.ts';
import type { AccessMap } from '../access/map.ts';
import { Lifetime } from './lifetime.ts';
import type { MicrosoftAccount } from './signIn.ts';

/** Where reading Azure stands; what a person can do about it decides which. */
export type LiveState = 'signedOut' | 'reading' | 'ready' | 'noSubscription' | 'forbidden' | 'offline';

interface Known {
  readonly estate: Estate;
  readonly map: AccessMap;
  readonly answered: Ledger;
}

/**
 * The map as it is read from Azure with the account of the person: only after they asked for it once, silently from
 * then on. What was read last stays until something newer was read.
 */
export class LiveMap implements vscode.Disposable {
  readonly #lifetime = new Lifetime();
  readonly #account: MicrosoftAccount;
  readonly #memory: vscode.Memento;
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = this.#lifetime.add(new vscode.EventEmitter<void>());
  /** The map, or how far reading it has come, has changed. */
  readonly onDidChange = this.#changed.event;
  #known: Known | undefined;
  #state: LiveState = 'signedOut';
  #failure: string | undefined;
  #progress: Progress | undefined;
  #reading: { readonly done: Promise<void>; readonly cancel: AbortController } | undefined;
  #confirming: Promise<void> | undefined;
  #connection: Connection | undefined;

  constructor(account: MicrosoftAccount, memory: vscode.Memento, log: vscode.LogOutputChannel) {
    this.#account = account;
    this.#memory = memory;
    this.#log = log;
    this.#lifetime.add({ dispose: () => this.cancel() });
  }

  get map(): AccessMap | undefined {
    return this.#known?.map;
  }

  get state(): LiveState {
    return this.#state;
  }

  /** Why the last reading failed, though an older one may be there still. */
  get failure(): string | undefined {
    return this.#failure;
  }

  get progress(): Progress | undefined {
    return this.#progress;
  }

  /** Whether the person ever asked for it here; without that, no account is looked for. */
  get wanted(): boolean {
    return this.#memory.get<boolean>(wantedKey, false);
  }

  /** Milliseconds since the map was read; undefined where there is none. */
  get age(): number | undefined {
    const at = this.#known?.map.readAt;
    return at === undefined ? undefined : Date.now() - Date.parse(at);
  }

  /** The content of a snapshot file. */
  get snapshot(): Snapshot | undefined {
    return this.#known && snapshotOf(this.#known.estate);
  }

  async signIn({ another = false } = {}): Promise<void> {
    if (!(await this.#account.signIn({ another }))) return;
    await this.#memory.update(wantedKey, true);
    this.#connection = undefined;
    await this.refresh();
  }

  /** Reads everything again; whoever asks while that is under way gets the same. */
  refresh(): Promise<void> {
    if (!this.wanted) return Promise.resolve();
    if (!this.#reading) {
      const cancel = new AbortController();
      const done = this.#read(cancel.signal).finally(() => {
        this.#reading = undefined;
        this.#progress = undefined;
        this.#changed.fire();
      });
      this.#reading = { done, cancel };
    }
    return this.#reading.done;
  }

  cancel(): void {
    this.#reading?.cancel.abort();
  }

  /**
   * Asks the source what the findings hang on and was not asked since then. Where there is nothing to ask, no request is
   * made and nobody is told.
   */
  async confirm(questions: Questions, since = 0): Promise<void> {
    if (this.#confirming) await this.#confirming;
    const known = this.#known;
    if (!known || this.#reading) return;
    const open = unanswered(questions, known.answered, since);
    if (isEmpty(open)) return;
    this.#confirming = this.#ask(known, open).finally(() => {
      this.#confirming = undefined;
    });
    await this.#confirming;
  }

  dispose(): void {
    this.#lifetime.dispose();
  }

  async #read(signal: AbortSignal): Promise<void> {
    const before = this.#state;
    this.#become('reading');
    const { readEstate, failureOf } = await import('../access/azure/index.ts');
    try {
      const onProgress = (progress: Progress) => {
        this.#progress = progress;
        this.#changed.fire();
      };
      const { estate, subscriptions, failures } = await readEstate(await this.#connect(), { signal, onProgress });
      for (const { why } of failures) this.#log.warn(`a part of Azure was not read: ${why}`);
      this.#failure = undefined;
      if (subscriptions === 0) return this.#become('noSubscription');
      this.#known = { estate, map: mapOf(estate), answered: new Map() };
      this.#become('ready');
    } catch (error) {
      const { kind, why } = failureOf(error);
      this.#log.warn(`Azure was not read: ${why}`);
      this.#failure = why;
      if (kind === 'cancelled') return this.#become(this.#known ? 'ready' : before);
      this.#become(kind === 'signIn' ? 'signedOut' : kind === 'forbidden' ? 'forbidden' : 'offline');
    }
  }

  async #ask(known: Known, questions: Questions): Promise<void> {
    const { confirm, failureOf } = await import('../access/azure/index.ts');
    try {
      const estate = await confirm(await this.#connect(), known.estate, questions);
      if (this.#known !== known) return; // a newer reading has come
      this.#known = { estate, map: mapOf(estate), answered: noted(known.answered, questions, Date.now()) };
      this.#changed.fire();
    } catch (error) {
      this.#log.warn(`Azure was not asked: ${failureOf(error).why}`);
    }
  }

  /** One connection, so that all its requests share the same turn. */
  async #connect(): Promise<Connection> {
    if (this.#connection) return this.#connection;
    const { courier, loopback, loopbackPort } = await import('../access/azure/index.ts');
    const log = (line: string) => this.#log.trace(line);
    const port = loopbackPort(process.env);
    const http = courier({ log, ...(port === undefined ? {} : { base: loopback(port) }) });
    this.#connection = { cloud: this.#account.cloud, credential: this.#account, http, log };
    return this.#connection;
  }

  #become(state: LiveState): void {
    this.#state = state;
    this.#changed.fire();
  }
}

const wantedKey = 'azureWanted';
