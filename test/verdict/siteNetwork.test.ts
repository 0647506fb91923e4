// N4: the network over which App Service pulls, by what the site and its template show.
// [1] App Service docs, configure-vnet-integration-routing: properties, and the app setting
//     WEBSITE_PULL_IMAGE_OVER_VNET
// [2] Microsoft.Web/sites reference: `outboundVnetRouting.allTraffic` "enables all other routing options"
// [3] azurerm docs, linux_web_app: `vnet_image_pull_enabled`, "enabled by default for app running in the App Service
//     Environment"
// [4] Azure/azure-rest-api-specs#32022: `outboundVnetRouting` since 2024-11-01, in place of `vnetImagePullEnabled`.
//     Azure/bicep-types-az#2529: with `allTraffic: true`, `imagePullTraffic` stays false
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networkResult } from '../../src/verdict/network/network.ts';
import { BuiltFiles } from '../build/builtFiles.ts';
import '../read/readers.ts';
import { inShort, mapOf, registry, site, siteId, targets } from './facts.ts';
import {
  allowed,
  closed,
  endpointSubnet,
  linkedZone,
  nowhere,
  pe,
  subnetId,
  unseen,
  virtualNetwork,
} from './networkFacts.ts';

type Json = Readonly<Record<string, unknown>>;

const bicep = (properties: string): string => `resource app 'Microsoft.Web/sites@2024-11-01' = {
  name: 'site'
  location: 'westeurope'
  properties: {
    ${properties}
  }
}
`;
const fx = "linuxFxVersion: 'DOCKER|shop.azurecr.io/web:1'";
const noSetting = `siteConfig: {\n      ${fx}\n      appSettings: [{ name: 'PORT', value: '80' }]\n    }`;
const terraform = (more: string): string => `resource "azurerm_linux_web_app" "app" {
  name = "site"
  ${more}
  site_config {
    application_stack {
      docker_image_name   = "web:1"
      docker_registry_url = "https://shop.azurecr.io"
    }
  }
}
`;

const rows: readonly {
  readonly why: string;
  readonly file?: string;
  readonly text: string;
  /** The site's properties in Azure. By default it is in the network, and these send images beside it. */
  readonly properties?: Json;
  readonly expected: string;
}[] = [
  {
    why: 'nothing is said, and the app setting was not read [1]',
    text: bicep(`siteConfig: { ${fx} }`),
    expected: unseen,
  },
  {
    why: 'outboundVnetRouting.imagePullTraffic [1]',
    text: bicep(`outboundVnetRouting: { imagePullTraffic: true }\n    siteConfig: { ${fx} }`),
    expected: allowed,
  },
  {
    why: 'outboundVnetRouting.allTraffic [2]',
    text: bicep(`outboundVnetRouting: { allTraffic: true }\n    siteConfig: { ${fx} }`),
    expected: allowed,
  },
  {
    why: 'vnetImagePullEnabled [1]',
    text: bicep(`vnetImagePullEnabled: true\n    siteConfig: { ${fx} }`),
    expected: allowed,
  },
  {
    why: 'the app setting [1]',
    text: bicep(
      `siteConfig: {\n      ${fx}\n      appSettings: [{ name: 'WEBSITE_PULL_IMAGE_OVER_VNET', value: 'true' }]\n    }`,
    ),
    expected: allowed,
  },
  {
    why: 'the app setting, as a number [1]',
    text: bicep(
      `siteConfig: {\n      ${fx}\n      appSettings: [{ name: 'WEBSITE_PULL_IMAGE_OVER_VNET', value: '1' }]\n    }`,
    ),
    expected: allowed,
  },
  {
    why: 'the app setting says no, and so do the properties [1]',
    text: bicep(
      `vnetImagePullEnabled: false\n    siteConfig: {\n      ${fx}\n      appSettings: [{ name: 'WEBSITE_PULL_IMAGE_OVER_VNET', value: 'false' }]\n    }`,
    ),
    expected: nowhere,
  },
  {
    why: 'an app setting whose name only the deployment knows [1]',
    text: `param key string\n${bicep(`vnetImagePullEnabled: false\n    siteConfig: {\n      ${fx}\n      appSettings: [{ name: key, value: 'true' }]\n    }`)}`,
    expected: unseen,
  },
  {
    why: 'app settings without it, and properties that say no [1]',
    text: bicep(
      `vnetImagePullEnabled: false\n    siteConfig: {\n      ${fx}\n      appSettings: [{ name: 'PORT', value: '80' }]\n    }`,
    ),
    expected: nowhere,
  },
  {
    why: 'app settings that only the deployment knows [1]',
    text: `param settings array\n${bicep(`siteConfig: {\n      ${fx}\n      appSettings: settings\n    }`)}`,
    expected: unseen,
  },
  {
    why: 'an App Service Environment, whose network was not read [3]',
    text: bicep(`siteConfig: { ${fx} }`),
    properties: {
      virtualNetworkSubnetId: null,
      hostingEnvironmentProfile: { id: `${siteId('site')}`.replace('/sites/', '/hostingEnvironments/') },
    },
    expected: unseen,
  },
  {
    why: 'the site itself has allTraffic [2]',
    text: bicep(`siteConfig: { ${fx} }`),
    properties: { outboundVnetRouting: { allTraffic: true, imagePullTraffic: false } },
    expected: allowed,
  },
  {
    why: 'the site itself has imagePullTraffic [1]',
    text: bicep(noSetting),
    properties: { outboundVnetRouting: { allTraffic: false, imagePullTraffic: true } },
    expected: allowed,
  },
  {
    why: 'the site itself says no, and so do app settings [1]',
    text: bicep(noSetting),
    expected: nowhere,
  },
  {
    why: 'the site itself, by a version that shows no allTraffic, says yes [4]',
    text: bicep(noSetting),
    properties: { outboundVnetRouting: undefined, vnetImagePullEnabled: true },
    expected: allowed,
  },
  {
    why: 'the site itself, by a version that shows no allTraffic, says no, which it may with allTraffic, too [4]',
    text: bicep(noSetting),
    properties: { outboundVnetRouting: undefined, vnetImagePullEnabled: false },
    expected: unseen,
  },
  {
    why: 'the site itself says no of images, and nothing of all traffic [4]',
    text: bicep(noSetting),
    properties: { outboundVnetRouting: { imagePullTraffic: false } },
    expected: unseen,
  },
  {
    why: 'its template says no of images, and the site itself has allTraffic, which the template leaves as it is [4]',
    text: bicep(noSetting.replace('siteConfig', 'vnetImagePullEnabled: false\n    siteConfig')),
    properties: { outboundVnetRouting: { allTraffic: true, imagePullTraffic: false } },
    expected: unseen,
  },
  {
    why: 'its template says no of both, whatever the site itself has [4]',
    text: bicep(`outboundVnetRouting: { allTraffic: false, imagePullTraffic: false }\n    ${noSetting}`),
    properties: { outboundVnetRouting: { allTraffic: true, imagePullTraffic: false } },
    expected: nowhere,
  },
  {
    why: 'its template joins it to a network that it is not in yet',
    text: bicep(`virtualNetworkSubnetId: '${subnetId('hub')}'\n    siteConfig: { ${fx} }`),
    properties: { virtualNetworkSubnetId: null },
    expected: unseen,
  },
  {
    why: 'its template puts it into an App Service Environment, whose network was not read [3]',
    text: bicep(`hostingEnvironmentProfile: { id: 'ase' }\n    siteConfig: { ${fx} }`),
    properties: { virtualNetworkSubnetId: null },
    expected: unseen,
  },
  {
    why: 'Terraform joins it to a network that it is not in yet',
    file: 'main.tf',
    text: terraform(`virtual_network_subnet_id = "${subnetId('hub')}"`),
    properties: { virtualNetworkSubnetId: null },
    expected: unseen,
  },
  {
    why: 'Terraform, vnet_image_pull_enabled [3]',
    file: 'main.tf',
    text: terraform('vnet_image_pull_enabled = true'),
    expected: allowed,
  },
  {
    why: 'Terraform, the app setting [3]',
    file: 'main.tf',
    text: terraform('app_settings = { WEBSITE_PULL_IMAGE_OVER_VNET = "true" }'),
    expected: allowed,
  },
  {
    why: 'Terraform, app settings without it [3]',
    file: 'main.tf',
    text: terraform('vnet_image_pull_enabled = false\n  app_settings = { PORT = "80" }'),
    expected: nowhere,
  },
];

for (const { why, file = 'main.bicep', text, properties, expected } of rows) {
  test(`N4: App Service: ${why} → ${expected}`, () => {
    const files = new BuiltFiles();
    files.take(file, text);
    const [reference] = files.references(file);
    assert.ok(reference);
    const inAzure = site('site', {}, {});
    const routing = { allTraffic: false, imagePullTraffic: false };
    const own = { virtualNetworkSubnetId: subnetId('hub'), outboundVnetRouting: routing, ...properties };
    const map = mapOf({
      resources: [
        registry('shop', closed),
        { ...inAzure, properties: { ...Object(inAzure['properties']), ...own } },
        pe,
        virtualNetwork('hub', [], { subnets: [endpointSubnet('hub', '10.1.0.0/24')] }),
        ...linkedZone('hub'),
      ],
    });
    const [found] = map.registries;
    const runtime = map.runtimeById(targets.site.id ?? '');
    assert.ok(found && runtime);
    const { outcome, cause } = networkResult({ registry: found, reference, runtime, map, strict: false }, null);
    assert.equal(inShort({ outcome, cause } as never), expected);
  });
}
