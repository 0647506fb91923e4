/**
 * The cost of `explain` for 1 MB of any repeated fragment, in thread time: at most a second each, and no more than linear
 * growth. `node bench/explain.ts`
 */
import { explain } from '../src/explain/explain.ts';

const fragments: Readonly<Record<string, string>> = {
  'a letter': 'a',
  'a space': ' ',
  'a slash': '/',
  'a quote': '"',
  'blank lines': '\n\n',
  'escaped quotes': '\\n\\"',
  colours: '\u001b[31mred\u001b[0m',
  entities: '&quot;&#39;',
  'failed pulls': 'Failed to pull image "shop.azurecr.io/web:1": rpc error: code = Unknown desc = ',
  manifests: 'Get "https://shop.azurecr.io/v2/web/manifests/1": ',
  'tokens asked for': 'failed to fetch anonymous token ',
  statuses: 'status code 401 ',
  lookups: 'lookup shop.azurecr.io: ',
  events: 'Warning  Failed  2m  kubelet  Error: ErrImagePull\n',
  prompts: '$ docker pull shop.azurecr.io/web\n',
  pushes: 'docker push shop.azurecr.io/web\nThe push refers to repository\n',
  logins: 'docker login shop ',
  secrets: 'password=',
  placeholders: '<myacr>.azurecr.io/',
  'open JSON': '{"name":"web-0","image":"shop.azurecr.io/a/b:1","message":"',
};
const size = 1 << 20;
const most = 1000;

function cost(text: string): number {
  const start = process.threadCpuUsage();
  explain(text);
  const { user, system } = process.threadCpuUsage(start);
  return (user + system) / 1000;
}

explain('Failed to pull image "shop.azurecr.io/web:1": unauthorized');
for (const [name, fragment] of Object.entries(fragments)) {
  const repeated = (length: number) => fragment.repeat(Math.ceil(length / fragment.length)).slice(0, length);
  const [half, whole] = [cost(repeated(size / 2)), cost(repeated(size))];
  const verdict = whole > most || whole > 3 * half + 50 ? '  MISSED' : '';
  console.log(`1 MB of ${name.padEnd(18)} ${whole.toFixed(0).padStart(5)} ms  (half: ${half.toFixed(0)} ms)${verdict}`);
}
