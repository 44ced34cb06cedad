/**
 * How far a deploy reaches:
 * - `functions`: those in scope and what belongs to them alone;
 * - `shared`: also what functions share; removes nothing;
 * - `whole`: the stack becomes what template.yml says, removals included.
 */
export type Extent = 'functions' | 'shared' | 'whole';
