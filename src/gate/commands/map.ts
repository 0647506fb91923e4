import { InvalidArgumentError, Option } from 'commander';
import { type ExamineOptions, examineAll, mapOfAll } from '../examineAll.ts';
import { leftOutLine } from '../reading/notes.ts';
import { mapHtml } from '../report/map/mapHtml.ts';
import { type MapReport, reportMap } from '../report/map/mapReport.ts';
import { mapText } from '../report/map/mapText.ts';
import { plannedMapText, reportPlannedMap } from '../report/map/plannedMap.ts';
import { json, type Style } from '../report/style.ts';
import { azureHelp } from '../terminal/liveAzure.ts';
import { Refusal, styleOf } from '../terminal/terminal.ts';
import {
  addMapOptions,
  addReadingOptions,
  addValueOptions,
  type Define,
  examples,
  exitAfterReading,
  formatOption,
} from './definition.ts';

interface MapOptions extends Omit<ExamineOptions, 'planned'> {
  readonly planned?: boolean;
  readonly expiresWithin: number;
  readonly format: keyof typeof renderers;
}

const renderers = {
  text: mapText,
  json,
  html: mapHtml,
} as const satisfies Record<string, (report: MapReport, style: Style) => string>;

export const define: Define = (command, terminal) => {
  addValueOptions(addMapOptions(addReadingOptions(command, 'all rows, the pulls that ABAC mode breaks, and ')))
    .description(
      'Shows who can pull from each registry, and lists grants that are broader than needed or unused, admin accounts and their users, expiring credentials, and the pulls that a switch to ABAC mode would break.',
    )
    .addOption(
      new Option('--expires-within <days>', 'list credentials that expire within this many days')
        .argParser(daysFrom)
        .default(30),
    )
    .addOption(
      new Option(
        '--management-group <name>',
        'with --azure: read only the subscriptions below this management group, by its ID',
      ).argParser(groupFrom),
    )
    .option('--planned', 'show who may pull from the registries of infrastructure code, once it is deployed')
    .addOption(formatOption(renderers))
    .addHelpText(
      'after',
      `${examples('acr-pull map samples', 'acr-pull map deploy --format html > map.html')}\n${azureHelp}`,
    );
  return async (paths: readonly string[], options: MapOptions) => {
    const { planned = false, ...others } = options;
    if (options.managementGroup !== undefined && !options.azure) throw new Refusal('--management-group needs --azure');
    const { examined, unread, partlyRead, leftOut } = await examineAll(paths, others, terminal);
    const style = { ...styleOf(terminal), verbose: options.verbose };
    if (planned) {
      if (options.format === 'html') throw new Refusal('--planned has the formats text and json');
      const report = reportPlannedMap(examined, style.now);
      terminal.out(options.format === 'json' ? json(report) : plannedMapText(report, style));
      return exitAfterReading([...unread, ...partlyRead], terminal);
    }
    const map = await mapOfAll(examined, terminal);
    const report = reportMap(examined, map, style.now, options.expiresWithin);
    terminal.out(renderers[options.format](report, style));
    if (options.format === 'text') terminal.out(leftOutLine({ leftOut }));
    return exitAfterReading([...unread, ...partlyRead], terminal);
  };
};

function daysFrom(text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a number of days.');
}

/** https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftmanagement */
function groupFrom(text: string): string {
  if (/^[\w().-]{0,89}[\w()-]$/.test(text)) return text;
  throw new InvalidArgumentError('Expected the ID of a management group, which is no display name.');
}
