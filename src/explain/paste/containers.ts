import { commandAt } from './commands.ts';

/**
 * Whether a message is what a container's own program prints: it stands behind `docker run`, and neither it nor what
 * stands between has a word of the engine, of an image or of a registry. The engine's own errors do.
 */
export function isOutputOfContainer(text: string, start: number, end: number): boolean {
  const command = commandAt(text, start);
  if (command === undefined || !running.test(command.words)) return false;
  const line = text.indexOf('\n', command.start);
  return line >= 0 && line < start && !ofEngine.test(text.slice(line, end).toLowerCase());
}

const running = /^(?:sudo )?(?:docker|podman|nerdctl)(?: container)? (?:run|start|exec|logs|attach)\b/;
const ofEngine = /docker|daemon|podman|nerdctl|containerd|fata\[|image|registr|\bpull|azurecr|manifest|oci:|\/v2\//;
