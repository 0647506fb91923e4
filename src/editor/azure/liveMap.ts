import * as vscode from 'vscode';
import type { Connection } from '../../access/azure/clouds.ts';
import type { AskedImages } from '../../access/azure/images.ts';
import {
  hasNoQuestion,
  type ImageQuestion,
  type Ledger,
  noQuestions,
  noted,
  type Questions,
  questionOf,
  together,
  unanswered,
} from '../../access/azure/questions.ts';
import type { Progress } from '../../access/azure/readEstate.ts';
import { type Estate, lostForNow, mayPass, type Snapshot, snapshotOf } from '../../access/estate/estate.ts';
import type { AccessMap } from '../../access/map.ts';
import { t } from '../../model/l10n.ts';
import { wants } from '../ask.ts';
import type { Lifetime } from '../lifetime.ts';
import type { AzureHost } from './azureHost.ts';
import type { MicrosoftAccount } from './signIn.ts';

/** The state of reading from Azure, by what a person can do about it. */
export type LiveState = 'signedOut' | 'reading' | 'ready' | 'noSubscription' | 'forbidden' | 'offline';

export interface LiveProblem {
  readonly what: string;
  readonly why: string;
}

interface Known {
  readonly estate: Estate;
  readonly map: AccessMap;
  readonly answered: Ledger;
  /** All that was asked at the source since the user signed in: asked again before a newer reading takes its place. */
  readonly asked: Questions;
}

/**
 * The map as it is read from Azure with the account of the person: only after they asked for it once, silently from
 * then on. What was read last stays until something newer was read.
 */
export class LiveMap {
  readonly #host: AzureHost;
  readonly #account: MicrosoftAccount;
  readonly #memory: vscode.Memento;
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<void>();
  /** The map, or how far reading it has come, has changed. */
  readonly onDidChange = this.#changed.event;
  #known: Known | undefined;
  #state: LiveState = 'signedOut';
  #trouble: LiveProblem | undefined;
  #lastTry = 0;
  #failedInARow = 0;
  #progress: Progress | undefined;
  #reading: { readonly done: Promise<void>; readonly cancel: AbortController } | undefined;
  #confirming: Promise<void> | undefined;
  #connection: Connection | undefined;
  readonly #ended = new AbortController();

  constructor(
    own: Lifetime,
    host: AzureHost,
    account: MicrosoftAccount,
    memory: vscode.Memento,
    log: vscode.LogOutputChannel,
  ) {
    own.add(this.#changed);
    this.#host = host;
    this.#account = account;
    this.#memory = memory;
    this.#log = log;
    own.add({ dispose: () => this.cancel() });
    own.add({ dispose: () => this.#ended.abort() });
  }

  get map(): AccessMap | undefined {
    return this.#known?.map;
  }

  get state(): LiveState {
    return this.#state;
  }

  /** The failure of the last reading. The map of an older one may still be there. */
  get trouble(): LiveProblem | undefined {
    return this.#trouble;
  }

  /** For the decision when to read or to ask again. Times in milliseconds. */
  get standing() {
    const readAt = this.#known?.map.readAt;
    return {
      state: this.#state,
      age: readAt === undefined ? undefined : Date.now() - Date.parse(readAt),
      sinceLastTry: Date.now() - this.#lastTry,
      failedInARow: this.#failedInARow,
      /** The last answers leave something open that another try may settle. */
      maybeMended: this.#known?.estate.doubts.some(({ why }) => mayPass(why)) ?? false,
    };
  }

  get progress(): Progress | undefined {
    return this.#progress;
  }

  /** True if the person ever asked for it here. Without that, no account is looked for. */
  get wanted(): boolean {
    return this.#memory.get<boolean>(wantedKey, false);
  }

  /** True if reading can't go on before the person signs in, for the first time or again. */
  get needsSignIn(): boolean {
    return !this.wanted || (this.#state === 'signedOut' && this.#trouble !== undefined);
  }

  get snapshot(): Snapshot | undefined {
    return this.#known && snapshotOf(this.#known.estate);
  }

  async signIn({ another = false } = {}): Promise<void> {
    if (!(await trusted())) return;
    if (!(await this.#account.signIn({ another }))) return;
    await this.#memory.update(wantedKey, true);
    this.#connection = undefined;
    if (another) {
      // One account's view must not be shown to another account.
      this.cancel();
      await this.#reading?.done;
      this.#known = undefined;
      this.#trouble = undefined;
      this.#changed.fire();
    }
    await this.refresh();
  }

  /** Reads everything again. Callers that ask meanwhile get the same reading. */
  refresh(): Promise<void> {
    if (!this.wanted || !vscode.workspace.isTrusted) return Promise.resolve();
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

  /** Reads everything again, on a person's wish: so it may ask for the sign-in that it needs. */
  readAgain(): Promise<void> {
    return this.needsSignIn ? this.signIn() : this.refresh();
  }

  cancel(): void {
    this.#reading?.cancel.abort();
  }

  /**
   * Asks the source what the findings depend on and was not asked since then. Where there is nothing to ask, no request
   * is made and no event is raised.
   */
  async confirm(questions: Questions, since = 0): Promise<void> {
    if (this.#confirming) await this.#confirming;
    const known = this.#known;
    if (!known || this.#reading) return;
    const open = unanswered(questions, known.answered, since);
    if (hasNoQuestion(open)) return;
    this.#confirming = this.#ask(known, open).finally(() => {
      this.#confirming = undefined;
    });
    await this.#confirming;
  }

  /**
   * Asks the registries whether they have these images, on a person's request only. Resolves to those without an
   * answer, and the reasons.
   */
  async lookForImages(questions: readonly ImageQuestion[], signal: AbortSignal): Promise<AskedImages['open']> {
    await this.#reading?.done;
    const known = this.#known;
    if (!known) return [];
    const { mapOf } = await import('../../access/azure/index.ts');
    const askImages = await this.#host.loadAskImages?.();
    if (!askImages)
      return questions.map(question => ({ question, why: t('registries answer no request from a browser') }));
    const { estate, open } = await askImages(await this.#connect(), known, questions, { signal });
    // Keep the facts that were learned meanwhile: only those about images are newer.
    if (!this.#known) return open;
    const withImages = { ...this.#known.estate, images: estate.images };
    this.#learn({ ...this.#known, estate: withImages, map: mapOf(withImages) });
    return open;
  }

  async #read(signal: AbortSignal): Promise<void> {
    const before = this.#state;
    this.#become('reading');
    const { failureOf } = await import('../../access/azure/index.ts');
    try {
      const { known, failures } = await this.#readAndConfirm(signal);
      const [first] = failures;
      this.#trouble = first && { what: t('Part of Azure'), why: `${first.where}: ${first.why}` };
      // A map that lost a whole table on its way is worse than the last one, and another try may bring a better one.
      if (this.#known && failures.some(({ why }) => mayPass(why))) {
        this.#failedInARow++;
        return this.#become('offline');
      }
      this.#failedInARow = 0;
      if (Object.keys(known.estate.tenants).length === 0) return this.#become('noSubscription');
      this.#known = known;
      this.#become('ready');
    } catch (error) {
      const { kind, why } = failureOf(error);
      this.#log.warn(`Azure was not read: ${why}`);
      if (kind === 'cancelled') return this.#become(this.#known ? 'ready' : before);
      this.#trouble = {
        what: t('Azure'),
        why: kind === 'signIn' && !why.startsWith('AADSTS') ? t('you have to sign in again') : why,
      };
      this.#failedInARow++;
      this.#become(kind === 'signIn' ? 'signedOut' : kind === 'forbidden' ? 'forbidden' : 'offline');
    } finally {
      this.#lastTry = Date.now();
    }
  }

  /** Confirms the new map where the last one was confirmed before it is shown, so that no finding flickers. */
  async #readAndConfirm(signal: AbortSignal) {
    const { readEstate, confirm, mapOf } = await import('../../access/azure/index.ts');
    const onProgress = (progress: Progress) => {
      this.#progress = progress;
      this.#changed.fire();
    };
    const options = { signal, onProgress };
    const connection = await this.#connect();
    const { estate: wide, failures } = await readEstate(connection, options);
    for (const { where, why } of failures) this.#log.warn(`not read: ${where}: ${why}`);
    const { asked = noQuestions, estate: old } = this.#known ?? {};
    const answered = noted(new Map(), asked, Date.now());
    let estate = hasNoQuestion(asked) ? wide : await confirm(connection, wide, asked, options);
    const images = (old?.images ?? []).map(questionOf);
    const askImages = images.length > 0 ? await this.#host.loadAskImages?.() : undefined;
    if (askImages) {
      ({ estate } = await askImages(connection, { estate, map: mapOf(estate) }, images, options));
    }
    const known: Known = { estate, map: mapOf(estate), answered, asked };
    return { known, failures };
  }

  async #ask(known: Known, questions: Questions): Promise<void> {
    const { confirm, failureOf, mapOf } = await import('../../access/azure/index.ts');
    try {
      const estate = await confirm(await this.#connect(), known.estate, questions, { signal: this.#ended.signal });
      if (this.#known !== known) return; // a newer reading has come
      // Former answers are older, but were true: they stay while Azure does not answer. It is asked again soon.
      const isAgain = hasNoQuestion(unanswered(questions, known.answered, 0));
      if (isAgain && lostForNow(known.estate, estate))
        return this.#log.warn('Azure did not answer all; nothing changes');
      const answered = noted(known.answered, questions, Date.now());
      this.#learn({ estate, map: mapOf(estate), answered, asked: together(known.asked, questions) });
    } catch (error) {
      this.#log.warn(`Azure was not asked: ${failureOf(error).why}`);
    }
  }

  #learn(known: Known): void {
    this.#known = known;
    this.#changed.fire();
  }

  /** One connection, so that all its requests share the same turn. */
  async #connect(): Promise<Connection> {
    if (this.#connection) return this.#connection;
    const { pipelineTo, loopback, loopbackPort } = await import('../../access/azure/index.ts');
    const log = (line: string) => this.#log.trace(line);
    const port = loopbackPort(this.#host.environment);
    const http = pipelineTo({ log, ...(port === undefined ? {} : { base: loopback(port) }) });
    this.#connection = { cloud: this.#account.cloud, credential: this.#account, http };
    return this.#connection;
  }

  #become(state: LiveState): void {
    this.#state = state;
    this.#changed.fire();
  }
}

async function trusted(): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const manage = t('Manage Workspace Trust');
  if (await wants(t('Trust this workspace to read from Azure.'), manage))
    await vscode.commands.executeCommand('workbench.trust.manage');
  return false;
}

const wantedKey = 'azureWanted';
