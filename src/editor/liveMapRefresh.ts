import * as vscode from 'vscode';
import { noQuestions, questionsOf } from '../access/azure/questions.ts';
import type { Finding } from '../model/verdict.ts';
import { Debounce } from './debounce.ts';
import type { FindingStore } from './findingStore.ts';
import { productName } from './ids.ts';
import { Lifetime } from './lifetime.ts';
import type { LiveMap } from './liveMap.ts';

const minute = 60_000;
/** Older than this, what was read is read again when somebody comes back to the window. */
const old = 15 * minute;
/** A refusal is asked about again on coming back, in case somebody mended it elsewhere. */
const soon = minute;
/** Roles take up to ten minutes to arrive: https://learn.microsoft.com/azure/role-based-access-control/troubleshooting */
const propagation = 10 * minute;
const firstPause = 2_000;

/**
 * When Azure is asked again: as findings bring up new questions, on coming back to the window, and with growing pauses
 * after a fix and while a role is on its way. Never because of a keystroke that names no other registry or identity.
 */
export class LiveMapRefresh implements vscode.Disposable {
  readonly #lifetime = new Lifetime();
  readonly #store: FindingStore;
  readonly #live: LiveMap;
  readonly #debounce = this.#lifetime.add(new Debounce());
  #expecting: { readonly until: number; pause: number } | undefined;

  constructor(store: FindingStore, live: LiveMap) {
    this.#store = store;
    this.#live = live;
    this.#lifetime.add(live.onDidChange(() => store.useLive(live.map)));
    this.#lifetime.add(store.onDidChange(() => this.#debounce.schedule('ask', 300, () => void this.#ask())));
    this.#lifetime.add(vscode.window.onDidChangeWindowState(({ focused }) => focused && void this.#cameBack()));
    // A fix runs in a terminal of this name; whatever it does there may change a verdict.
    this.#lifetime.add(vscode.window.onDidOpenTerminal(({ name }) => name === productName && this.expectChange()));
  }

  /** Something is about to change in Azure: look for it soon, then more and more rarely, until it is there. */
  expectChange(): void {
    this.#expecting = { until: Date.now() + propagation, pause: firstPause };
    this.#later();
  }

  dispose(): void {
    this.#lifetime.dispose();
  }

  async #ask(since = 0): Promise<void> {
    const { map } = this.#live;
    if (!map) return;
    await this.#store.settled();
    const findings = this.#findings();
    await this.#live.confirm(questionsOf(findings, map), since);
    if (this.#expecting === undefined && findings.some(isOnItsWay)) this.expectChange();
  }

  /** What a fix changes most of the time, at the registries of what is still denied. */
  async #askAboutRoles(since: number): Promise<void> {
    const { map } = this.#live;
    if (!map) return;
    await this.#store.settled();
    const { registries, principals } = questionsOf(this.#findings().filter(hangsOnARole), map);
    await this.#live.confirm({ ...noQuestions, registries, principals }, since);
  }

  #later(): void {
    const expecting = this.#expecting;
    if (!expecting) return;
    this.#debounce.schedule('again', expecting.pause, async () => {
      await this.#askAboutRoles(Date.now());
      await this.#store.settled();
      const open = this.#findings().some(hangsOnARole);
      expecting.pause = Math.min(expecting.pause * 2, 2 * minute);
      if (!open || Date.now() > expecting.until) this.#expecting = undefined;
      if (this.#expecting === expecting) this.#later();
    });
  }

  async #cameBack(): Promise<void> {
    const { age } = this.#live;
    if (age === undefined) return;
    if (age > old) await this.#live.refresh();
    else if (this.#findings().some(isOpen)) await this.#ask(Date.now() - soon);
  }

  /** Those that the live map is asked for: a folder with a snapshot is judged by that. */
  #findings(): readonly Finding[] {
    const { map } = this.#live;
    return this.#store.files().flatMap(({ folder, findings }) => (folder.knowledge.map === map ? findings : []));
  }
}

function isOpen({ verdict }: Finding): boolean {
  return verdict.outcome === 'denied';
}

function hangsOnARole(finding: Finding): boolean {
  return isOpen(finding) || isOnItsWay(finding);
}

function isOnItsWay({ verdict }: Finding): boolean {
  return verdict.cause === 'propagating';
}
