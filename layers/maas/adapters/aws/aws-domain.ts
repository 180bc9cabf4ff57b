/** Domains of AWS's partitions, by the beginning of their regions' names. */
const PARTITION_DOMAINS = [
  ['cn-', 'amazonaws.com.cn'],
  ['eusc-', 'amazonaws.eu'],
  ['us-iso-', 'c2s.ic.gov'],
  ['us-isob-', 'sc2s.sgov.gov'],
  ['eu-isoe-', 'cloud.adc-e.uk'],
  ['us-isof-', 'csp.hci.ic.gov'],
] as const;

/** Finds the domain under which all of AWS's services have their addresses in a region. */
export function findAwsDomain(region: string): string {
  return (
    PARTITION_DOMAINS.find(([beginning]) => region.startsWith(beginning))?.[1] ?? 'amazonaws.com'
  );
}
