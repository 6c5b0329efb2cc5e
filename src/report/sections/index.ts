/** @module All sections of a report, in the order in which they are read. */
import type { Section } from '../document.js';
import type { Report } from '../report.js';
import { baselinesSection, comparisonsSection, versionsSection } from './comparisons.js';
import { callsSection, groupsSection, timeSection, usageSection } from './details.js';
import { outcomesSection, overview, publishedSection } from './overview.js';

export function sectionsOf(report: Report): readonly Section[] {
  return [
    ...overview(report),
    ...comparisonsSection(report),
    ...baselinesSection(report),
    publishedSection(report),
    groupsSection(report),
    outcomesSection(report),
    usageSection(report),
    timeSection(report),
    callsSection(report),
    ...versionsSection(report),
  ];
}
