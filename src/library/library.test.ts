import { describe, expect, it } from 'vitest';
import { family, fields, parseExposition, renderObjects, resource, resources } from './index.ts';

const { int, msg } = fields;
const carts = resource({
  plural: 'carts',
  kind: 'Cart',
  group: 'shop.example.com',
  identityLabels: [
    ['namespace', 'namespace'],
    ['cart', 'name'],
  ],
  families: [
    family({
      name: 'shop_cart_items',
      help: 'Number of items in a cart.',
      reads: { status: msg(1, { items: int(1) }) },
      render: ({ status }, samples) => samples.value(status.items),
    }),
    family({ name: 'shop_cart_extra', help: 'Off.', optIn: true, reads: {}, render: (_, samples) => samples.value(1) }),
  ],
});
const cart = { metadata: { namespace: 'web', name: 'c "1"' }, status: { items: 3 } };

describe('renderObjects', () => {
  it('renders a resource of its own', () => {
    expect(renderObjects(carts, [cart])).toBe(
      '# HELP shop_cart_items Number of items in a cart.\n# TYPE shop_cart_items gauge\n' +
        'shop_cart_items{namespace="web",cart="c \\"1\\""} 3\n',
    );
  });

  it('shows the labels and families that are chosen', () => {
    const pods = resources.find(({ plural }) => plural === 'pods')!;
    const pod = { metadata: { namespace: 'a', name: 'b', uid: 'u', labels: { app: 'x', other: 'y' } } };
    expect(renderObjects(pods, [pod], { labels: ['app'], families: ['kube_pod_labels'] })).toContain(
      'kube_pod_labels{namespace="a",pod="b",uid="u",label_app="x"} 1\n',
    );
  });

  it('names the family and the object of a fault', () => {
    const fail = (): never => {
      throw new Error('no');
    };
    const broken = { ...carts, families: [family({ name: 'x', help: '', reads: {}, render: fail })] };
    expect(() => renderObjects(broken, [cart])).toThrow('x: web/c "1": Error: no');
  });
});

describe('parseExposition', () => {
  it('reads what renderObjects writes', () => {
    expect(parseExposition(renderObjects(carts, [cart]))).toEqual([
      {
        name: 'shop_cart_items',
        help: 'Number of items in a cart.',
        type: 'gauge',
        samples: [{ name: 'shop_cart_items', labels: { namespace: 'web', cart: 'c "1"' }, value: 3 }],
      },
    ]);
  });

  it('names the line that is no sample', () => {
    expect(() => parseExposition('a 1\nb\n')).toThrow(new SyntaxError('line 2: there is no value'));
  });
});
