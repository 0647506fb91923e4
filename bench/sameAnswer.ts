/**
 * The same input gives the same answer, however busy the machine is: `acr-pull scan` and `acr-pull check` over 2,000
 * Bicep, Terraform and YAML files, each twenty times (`--runs N`), half of them beside four processes that only take time.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { gate, inFolder, run } from './shared/gate.ts';
import { report } from './shared/measure.ts';
import { Random } from './shared/random.ts';
import { type GeneratedFile, makeWorkspace } from './shared/workspace.ts';

const [, , , given = '20'] = process.argv;
const RUNS = Number(given);
const SPINNERS = 4;
const random = new Random(20261128);

/** A module of some apps. Some have so many that reading them takes long. */
function infrastructure(index: number): GeneratedFile {
  const host = random.pick('shopprod.azurecr.io', 'shopbase.azurecr.io', 'docker.io');
  const count = index % 50 === 0 ? 60 : 1 + random.below(8);
  return index % 2 === 0
    ? { name: `infra/app-${index}.bicep`, text: Array.from({ length: count }, (_, n) => bicepApp(n, host)).join('\n') }
    : {
        name: `infra/app-${index}.tf`,
        text: Array.from({ length: count }, (_, n) => terraformApp(n, host)).join('\n'),
      };
}

function bicepApp(n: number, host: string): string {
  return `param tag${n} string = '1.${n}'
resource app${n} 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'app-${n}'
  location: resourceGroup().location
  identity: { type: 'SystemAssigned' }
  properties: {
    configuration: { registries: [ { server: '${host}', identity: 'system' } ] }
    template: {
      containers: [
        { name: 'app', image: '${host}/team/app-${n}:\${tag${n}}', env: [ { name: 'MODE', value: 'on' } ] }
      ]
    }
  }
}
`;
}

function terraformApp(n: number, host: string): string {
  return `variable "tag_${n}" { default = "1.${n}" }
resource "azurerm_container_app" "app_${n}" {
  name                         = "app-${n}"
  resource_group_name          = "shop-apps"
  container_app_environment_id = "/subscriptions/50b50000-0000-4000-8000-000000000001/resourceGroups/shop-apps/providers/Microsoft.App/managedEnvironments/shop"
  revision_mode                = "Single"
  identity { type = "SystemAssigned" }
  registry {
    server   = "${host}"
    identity = "system"
  }
  template {
    container {
      name   = "app"
      image  = "${host}/team/app-${n}:\${var.tag_${n}}"
      cpu    = 0.25
      memory = "0.5Gi"
    }
  }
}
`;
}

/** Values of Terraform have been found to take the longest for their size. */
function tfvars(index: number): GeneratedFile {
  const lines = Array.from(
    { length: 700 },
    (_, n) => `  { name = "service-${n}", image = "shopprod.azurecr.io/s:${n}" },`,
  );
  return { name: `infra/values-${index}.auto.tfvars`, text: `services = [\n${lines.join('\n')}\n]\n` };
}

const subscription = '/subscriptions/50b50000-0000-4000-8000-000000000001/resourceGroups';
const config = `version: 1
snapshot: access.snapshot.json
targets:
  - name: aks-prod
    kind: aks
    id: ${subscription}/shop-aks/providers/Microsoft.ContainerService/managedClusters/aks-prod
    manifests: ['**/*.yaml', '**/*.yml']
  - name: storefront
    kind: containerApp
    id: ${subscription}/shop-apps/providers/Microsoft.App/containerApps/storefront
    manifests: ['infra/**']
`;
const snapshot = readFileSync(path.resolve(import.meta.dirname, '../samples/access.snapshot.json'), 'utf8');

const manifests = [
  ...makeWorkspace(1400)
    .filter(({ name }) => !name.startsWith('samples/'))
    .slice(-1200),
  ...Array.from({ length: 790 }, (_, index) => infrastructure(index)),
  ...Array.from({ length: 10 }, (_, index) => tfvars(index)),
];
const surroundings = [
  { name: 'access.snapshot.json', text: snapshot },
  { name: '.acr-pull.yaml', text: config },
];

/** Keeps so many processes busy for as long as `work` takes. They end if this one is killed. */
function beside<T>(count: number, work: () => T): T {
  const spin =
    'const end = Date.now() + 600_000; while (Date.now() < end && process.ppid === Number(process.argv[1]));';
  const spinners = Array.from({ length: count }, () => spawn(process.execPath, ['-e', spin, String(process.pid)]));
  try {
    return work();
  } finally {
    for (const spinner of spinners) spinner.kill('SIGKILL');
  }
}

await inFolder([...manifests, ...surroundings], folder => {
  for (const command of ['scan', 'check']) {
    const answer = (): string => {
      const { code, stdout, stderr } = run([gate, command, '.'], folder);
      if (code === null || code === 1) throw new Error(`acr-pull ${command} ended with ${code}: ${stderr}`);
      return `exit code ${code}, ${createHash('sha256').update(`${stdout}\0${stderr}`).digest('hex').slice(0, 12)}, ${stdout.length} characters`;
    };
    const times = (count: number) => Array.from({ length: count }, answer);
    const answers = Map.groupBy([...times(RUNS / 2), ...beside(SPINNERS, () => times(RUNS / 2))], each => each);
    const most = Math.max(...[...answers.values()].map(({ length }) => length));
    report(`acr-pull ${command} of ${manifests.length} files, the same answer`, `${most} of ${RUNS}`, {
      text: 'all',
      holds: most === RUNS,
    });
    for (const [said, { length }] of answers) console.log(`  ${length} × ${said}`);
  }
});
