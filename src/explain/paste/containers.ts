import { commandAt } from './commands.ts';
import { lineStart } from './lines.ts';
import { engines, registries } from './terms.ts';

/**
 * Whether a message is what a container's own program prints: Compose wrote the service before it, or it stands behind
 * `docker run`; and neither it nor what stands between has a word of an engine, of an image or of a registry. The engine's
 * own errors do, and so does a cluster's that runs in a container.
 */
export function isOutputOfContainer(text: string, start: number, end: number): boolean {
  const from = lineStart(text, end - 1);
  const service = ofService.exec(text.slice(from, from + 80))?.[0];
  if (service !== undefined) return !ofEngine.test(text.slice(from + service.length, end).toLowerCase());
  const command = commandAt(text, start);
  if (command === undefined || !running.test(command.words)) return false;
  const line = text.indexOf('\n', command.start);
  return line >= 0 && line < start && !ofEngine.test(text.slice(line, end).toLowerCase());
}

const ofService = /^[a-z][\w.-]*[-_]\d+ +\| /i;
const running = /^(?:sudo )?(?:docker|podman|nerdctl)(?: container)? (?:run|start|exec|logs|attach)\b/;
const ofEngine = new RegExp(
  String.raw`${registries}|${engines}|daemon|fata\[|image|registr|\bpull|azurecr|manifest(?!\.json)|parsing reference|initializing`,
);
