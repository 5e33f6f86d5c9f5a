import { type Family, family } from '../model/family.ts';
import { msg, str } from '../model/schema.ts';
import { annotationsFamily, labelsFamily } from './labels.ts';
import { createdFamily, resourceVersionFamily } from './metadata.ts';

/** The families of a RoleBinding and of a ClusterRoleBinding, which differ in their names only. */
export function roleBindingFamilies(prefix: string, what: string): readonly Family[] {
  return [
    annotationsFamily(`${prefix}_annotations`, what),
    labelsFamily(`${prefix}_labels`, what, 'ALPHA'),
    family({
      name: `${prefix}_info`,
      help: `Role that ${what} grants, as labels; the value is always 1.`,
      labels: ['roleref_kind', 'roleref_name'],
      reads: { roleRef: msg(3, { kind: str(2), name: str(3) }) },
      render: ({ roleRef }, samples) => {
        samples.label('roleref_kind', roleRef.kind).label('roleref_name', roleRef.name).value(1);
      },
    }),
    createdFamily(`${prefix}_created`, what, 'ALPHA'),
    resourceVersionFamily(`${prefix}_metadata_resource_version`, what),
  ];
}
