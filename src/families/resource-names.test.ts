import { describe, expect, it } from 'vitest';
import table from '../../test/conformance/units/labels.json' with { type: 'json' };
import { shownResource } from './resource-names.ts';

describe('shownResource', () => {
  it.each(table.resource_name)('$test $input', ({ input, test, want }) => {
    expect(shownResource(input).units.includes(test.includes('Extended') ? 'integer' : 'byte')).toBe(want);
  });

  it.each([
    ['cpu', 'cpu', ['core']],
    ['memory', 'memory', ['byte']],
    ['ephemeral-storage', 'ephemeral_storage', ['byte']],
    ['hugepages-2Mi', 'hugepages_2Mi', ['byte']],
    ['attachable-volumes-aws-ebs', 'attachable_volumes_aws_ebs', ['byte']],
    ['nvidia.com/gpu', 'nvidia_com_gpu', ['integer']],
    ['hugepages-x/y', 'hugepages_x_y', ['byte', 'integer']],
    ['pods', 'pods', []],
    ['requests.example.com/x', 'requests_example_com_x', []],
    ['x.kubernetes.io/y', 'x_kubernetes_io_y', []],
    [`example.com/${'x'.repeat(64)}`, `example_com_${'x'.repeat(64)}`, []],
  ])('%s is %s in %j', (name, shown, units) => expect(shownResource(name)).toEqual({ name: shown, units }));
});
