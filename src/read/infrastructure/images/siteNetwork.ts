import type { SiteNetwork } from '../../../model/workload.ts';
import { at, fields, items, textOf, type View } from '../../source/view.ts';
import type { Images } from './images.ts';

/**
 * Properties and an app setting that send image pulls through a site's network.
 * https://learn.microsoft.com/azure/app-service/configure-vnet-integration-routing
 */
const pullSetting = 'WEBSITE_PULL_IMAGE_OVER_VNET';

type Answer = NonNullable<SiteNetwork['imagePull']>;

/** The network of a site in Azure's templates. */
export function siteNetworkOf(
  site: View | undefined,
  config: View | undefined,
  images: Images,
): SiteNetwork | undefined {
  const property = (...path: readonly string[]) => images.sure(site, 'properties', ...path);
  const settings = images.sure(config, 'appSettings') ?? property('siteConfig', 'appSettings');
  return ifStated({
    joinsNetwork: property('virtualNetworkSubnetId') !== undefined,
    isInEnvironment: property('hostingEnvironmentProfile') !== undefined,
    imagePull: anyOf([property('outboundVnetRouting', 'imagePullTraffic'), property('vnetImagePullEnabled')]),
    allTraffic: anyOf([property('outboundVnetRouting', 'allTraffic')]),
    pullSetting: settings && inSettings(settings),
  });
}

/**
 * The network of a site in Terraform.
 * https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/linux_web_app
 */
export function terraformSiteNetworkOf(body: View, images: Images): SiteNetwork | undefined {
  const settings = images.sure(body, 'app_settings');
  return ifStated({
    joinsNetwork: images.sure(body, 'virtual_network_subnet_id') !== undefined,
    isInEnvironment: false,
    imagePull: anyOf([images.sure(body, 'vnet_image_pull_enabled')]),
    allTraffic: undefined,
    pullSetting: settings && inSettings(settings),
  });
}

function ifStated(network: SiteNetwork): SiteNetwork | undefined {
  const { joinsNetwork, isInEnvironment, imagePull, allTraffic, pullSetting } = network;
  return joinsNetwork || isInEnvironment || imagePull || allTraffic || pullSetting ? network : undefined;
}

function anyOf(values: readonly (View | undefined)[]): Answer | undefined {
  const answers = values.flatMap(value => (value === undefined ? [] : answerOf(value)));
  if (answers.length === 0) return undefined;
  return answers.includes('yes') ? 'yes' : answers.includes('unknown') ? 'unknown' : 'no';
}

function answerOf(value: View): Answer {
  const text = textOf(value);
  if (text === undefined) return value.node.kind === 'scalar' ? 'no' : 'unknown';
  if (/^(?:true|1)$/i.test(text)) return 'yes';
  return /^(?:false|0)$/i.test(text) ? 'no' : 'unknown';
}

/** A list of names and values, or a mapping. The settings of a site are replaced by those of its manifest. */
function inSettings(settings: View): Answer {
  switch (settings.node.kind) {
    case 'list': {
      const entries = items(settings).map(item => ({ name: textOf(at(item, 'name')), value: at(item, 'value') }));
      const found = entries.find(({ name }) => name === pullSetting);
      if (found) return found.value ? answerOf(found.value) : 'unknown';
      return entries.every(({ name }) => name !== undefined && /^\w+$/.test(name)) ? 'no' : 'unknown';
    }
    case 'mapping': {
      const value = at(settings, pullSetting);
      if (value) return answerOf(value);
      return fields(settings).every(({ key }) => /^\w+$/.test(key.text)) ? 'no' : 'unknown';
    }
    default:
      return 'unknown';
  }
}
