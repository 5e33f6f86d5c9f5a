/**
 * The number that an absolute count or a percentage of `total` stands for, rounded up or down; undefined where it is unset
 * or no percentage (k8s.io/apimachinery/pkg/util/intstr, GetScaledValueFromIntOrPercent).
 */
export function scaledCount(value: number | string | undefined, total: number, roundUp: boolean): number | undefined {
  if (value === undefined || typeof value === 'number') return value;
  const percent = /^([+-]?\d+)%$/.exec(value)?.[1];
  if (percent === undefined) return undefined;
  const exact = (Number(percent) * total) / 100;
  return roundUp ? Math.ceil(exact) : Math.floor(exact);
}
