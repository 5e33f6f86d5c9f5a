import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { ANY_TEXT } from './interpolation.ts';
import { ALL_LABELS, type LabelSet, NO_LABELS, only, union, without } from './label-set.ts';

/** Series that an expression selects, and the labels of them that it reads. */
export interface Selector {
  /** Names that it may select: a name, or a pattern that matches whole names; undefined: any. */
  readonly name: string | RegExp | undefined;
  readonly labels: LabelSet;
}

/** Aggregations whose result has the labels of the series that they choose. */
const CHOOSING = new Set(['Topk', 'Bottomk', 'LimitK', 'LimitRatio']);
/** Functions whose result has no labels. */
const SCALAR = new Set(['scalar']);
/** Label that stands for the name of a metric. */
const NAME = '__name__';

/**
 * Finds the selectors of a PromQL expression. A label counts as read unless the expression is certain to drop it: by an aggregation
 * without it. Returns undefined for what is not PromQL (https://prometheus.io/docs/prometheus/latest/querying/basics/).
 */
export function selectorsOf(expression: string): readonly Selector[] | undefined {
  const tree = parser.parse(expression);
  let isBroken = false;
  tree.iterate({
    enter: ({ type }) => {
      isBroken ||= type.isError;
    },
  });
  if (isBroken) return undefined;
  const found: Selector[] = [];
  new Walk(expression, found).visit(tree.topNode, ALL_LABELS);
  return found;
}

class Walk {
  private readonly text: string;
  private readonly found: Selector[];

  constructor(text: string, found: Selector[]) {
    this.text = text;
    this.found = found;
  }

  /** `wanted`: the labels of the node's result that somebody reads. */
  visit(node: SyntaxNode, wanted: LabelSet): void {
    switch (node.name) {
      case 'VectorSelector':
        if (!this.isParameter(node)) this.found.push(this.selector(node, wanted));
        return;
      case 'AggregateExpr':
        this.visitAggregate(node, wanted);
        return;
      case 'BinaryExpr':
        this.visitBinary(node, wanted);
        return;
      case 'FunctionCall':
        this.visitChildren(node, this.wantedByFunction(node, wanted));
        return;
      default:
        this.visitChildren(node, wanted);
    }
  }

  private visitChildren(node: SyntaxNode, wanted: LabelSet): void {
    for (let child = node.firstChild; child; child = child.nextSibling) this.visit(child, wanted);
  }

  private visitAggregate(node: SyntaxNode, wanted: LabelSet): void {
    const modifier = node.getChild('AggregateModifier');
    const labels = modifier ? this.labelsOf(modifier.getChild('GroupingLabels')) : [];
    const isChoosing = CHOOSING.has(node.getChild('AggregateOp')?.firstChild?.name ?? '');
    // Labels that series are grouped by are read, whoever reads the result.
    const grouping = modifier?.getChild('Without') ? without(ALL_LABELS, labels) : only(labels);
    const inner = isChoosing ? union(wanted, grouping) : grouping;
    const body = node.getChild('FunctionCallBody');
    if (body) this.visitChildren(body, inner);
  }

  private visitBinary(node: SyntaxNode, wanted: LabelSet): void {
    const clause = node.getChild('MatchingModifierClause');
    const [matching, included] = clause?.getChildren('GroupingLabels') ?? [];
    const isGroup = clause?.getChild('GroupLeft') ?? clause?.getChild('GroupRight');
    const labels = this.labelsOf(matching ?? null);
    let matched: LabelSet = ALL_LABELS;
    if (clause?.getChild('On')) matched = only(labels);
    else if (clause?.getChild('Ignoring')) matched = without(ALL_LABELS, labels);
    const sides = operandsOf(node);
    const wantedOf = (side: number): LabelSet => {
      // The side that has many keeps its labels; the other one gives those that are named.
      if (isGroup) {
        const isMany = (clause?.getChild('GroupLeft') ? 0 : 1) === side;
        return union(matched, isMany ? wanted : only(this.labelsOf(included ?? null)));
      }
      const isSet = ['And', 'Unless'].some((name) => node.getChild(name));
      if (node.getChild('Or')) return union(matched, wanted);
      return isSet && side === 1 ? matched : union(matched, wanted);
    };
    for (const [i, side] of sides.entries()) this.visit(side, wantedOf(i));
  }

  private wantedByFunction(node: SyntaxNode, wanted: LabelSet): LabelSet {
    const name = this.textOf(node.getChild('FunctionIdentifier'));
    const body = node.getChild('FunctionCallBody');
    const texts = (body?.getChildren('StringLiteral') ?? []).map((literal) => unquoted(this.textOf(literal)));
    if (SCALAR.has(name)) return NO_LABELS;
    if (name === 'histogram_quantile' || name === 'histogram_fraction') return union(wanted, only(['le']));
    // The label that is written, and those that it is made of: further texts are read as labels too, which does no harm.
    if (name.startsWith('label_') || name.startsWith('sort_by_label')) return union(wanted, only(texts));
    // They match labels of another series.
    return name === 'info' ? ALL_LABELS : wanted;
  }

  private selector(node: SyntaxNode, wanted: LabelSet): Selector {
    const identifier = node.getChild('Identifier');
    let name: Selector['name'] = identifier ? this.textOf(identifier) : undefined;
    const matched: string[] = [];
    const matchers = node.getChild('LabelMatchers');
    for (let matcher = matchers?.firstChild ?? null; matcher; matcher = matcher.nextSibling) {
      const { label, operator, value } = this.matcher(matcher);
      if (label === NAME) name = nameOf(operator, value) ?? name;
      else if (label === '') name ??= value;
      else matched.push(label);
    }
    return { name, labels: union(wanted, only(matched)) };
  }

  /** Parts of a matcher; without a label: a name in quotes. */
  private matcher(node: SyntaxNode): { label: string; operator: string; value: string } {
    const quoted = node.getChild('QuotedLabelName');
    const label = node.getChild('LabelName');
    const literal = node.getChildren('StringLiteral').at(-1) ?? null;
    const own = quoted ? unquoted(this.textOf(quoted)) : label ? this.textOf(label) : '';
    if (node.name === 'QuotedLabelName') return { label: '', operator: '=', value: unquoted(this.textOf(node)) };
    return { label: own, operator: this.textOf(node.getChild('MatchOp')), value: unquoted(this.textOf(literal)) };
  }

  /** Whether a variable stands where a number is expected, as in `topk($n, …)`. */
  private isParameter(node: SyntaxNode): boolean {
    const { parent } = node;
    return (
      this.textOf(node) === ANY_TEXT && parent?.name === 'FunctionCallBody' && parent.firstChild?.nextSibling != null
    );
  }

  private labelsOf(grouping: SyntaxNode | null): readonly string[] {
    if (!grouping) return [];
    const plain = grouping.getChildren('LabelName').map((label) => this.textOf(label));
    return [...plain, ...grouping.getChildren('QuotedLabelName').map((label) => unquoted(this.textOf(label)))];
  }

  private textOf(node: SyntaxNode | null): string {
    return node ? this.text.slice(node.from, node.to) : '';
  }
}

const NOT_OPERANDS = new Set(['MatchingModifierClause', 'BoolModifier']);

/** The expressions on both sides of an operator: its first and its last child. */
function operandsOf(node: SyntaxNode): readonly SyntaxNode[] {
  const { firstChild, lastChild } = node;
  return [firstChild, lastChild].flatMap((child) => (child && !NOT_OPERANDS.has(child.name) ? [child] : []));
}

function nameOf(operator: string, value: string): Selector['name'] {
  if (operator === '=') return value;
  if (operator !== '=~') return undefined;
  try {
    return new RegExp(`^(?:${value})$`, 's');
  } catch {
    // A pattern that only RE2 knows may match anything.
    return undefined;
  }
}

function unquoted(literal: string): string {
  const inner = literal.slice(1, -1);
  return literal.startsWith('`') ? inner : inner.replace(/\\(.)/g, '$1');
}
