import { costDashboard } from './cost.ts';
import { type Dashboard, dashboardModel } from './dashboard.ts';
import { exporterDashboard } from './exporter.ts';
import { fleetDashboard } from './fleet.ts';

/** All dashboards. */
export const dashboards: readonly Dashboard[] = [exporterDashboard, fleetDashboard, costDashboard];

/** Returns the files of the dashboards: JSON by path. */
export function dashboardFiles(): readonly (readonly [file: string, text: string])[] {
  return dashboards.map(
    (d) => [`deploy/dashboards/${d.name}.json`, `${JSON.stringify(dashboardModel(d), null, 2)}\n`] as const,
  );
}
