namespace Valence.Pictures;

/// <summary>Places for the boxes of a directed graph, top-down: each box below those that it is reached from, in rows
/// by the longest path, with few crossings, and with lines that pass every box.</summary>
/// <remarks>Sugiyama's method: rows, order within rows by barycentres, then columns. What leaves a box for rows further
/// down shares one trunk, which takes a place of its own in each row that it passes. Edges that would close a circle
/// are laid out the other way around.</remarks>
internal sealed class GraphLayout
{
    private const double BetweenBoxes = 28;
    private const double BetweenTrunks = 14;
    private const double LeastGap = 46;
    private const double MostGap = 150;
    private const double Near = 6;
    private const int Sweeps = 24;

    private readonly IReadOnlyList<(double Width, double Height)> _sizes;
    private readonly (double X, double Y)[] _places;
    private readonly List<GraphLine> _lines = [];
    private readonly List<Item> _items = [];
    private readonly List<List<Item>> _rows = [];

    /// <summary>Lays a graph out.</summary>
    /// <param name="sizes">The size of each box.</param>
    /// <param name="edges">From which box to which, each pair once; none from a box to itself.</param>
    public GraphLayout(IReadOnlyList<(double Width, double Height)> sizes, IReadOnlyList<(int From, int To)> edges)
    {
        _sizes = sizes;
        _places = new (double, double)[sizes.Count];
        var places = Downwards(edges);
        var rows = Rows(edges, places);
        for (var i = 0; i < sizes.Count; i++) Add(new(i, rows[i], sizes[i].Width));
        foreach (var trunk in edges.Select(edge => (Edge: edge, Down: places[edge.From] < places[edge.To]))
            .GroupBy(edge => (Source: edge.Down ? edge.Edge.From : edge.Edge.To, edge.Down)))
            AddTrunk(trunk.Key.Source, trunk.Key.Down, [.. trunk.Select(edge => edge.Down ? edge.Edge.To
                : edge.Edge.From)], rows);
        Order();
        Align();
        Place();
    }

    /// <summary>The upper left corner of each box.</summary>
    public IReadOnlyList<(double X, double Y)> Places => _places;

    /// <summary>The lines from row to row.</summary>
    public IReadOnlyList<GraphLine> Lines => _lines;

    /// <summary>The width of it all.</summary>
    public double Width { get; private set; }

    /// <summary>The height of it all.</summary>
    public double Height { get; private set; }

    // The boxes in an order in which edges go on; where only circles are left, the first box breaks one.
    private int[] Downwards(IReadOnlyList<(int From, int To)> edges)
    {
        var places = new int[_sizes.Count];
        var waiting = new int[_sizes.Count];
        foreach (var (_, to) in edges) waiting[to]++;
        var next = edges.ToLookup(edge => edge.From, edge => edge.To);
        var left = new SortedSet<int>(Enumerable.Range(0, _sizes.Count));
        var ready = new SortedSet<int>(left.Where(box => waiting[box] == 0));
        for (var place = 0; left.Count > 0; place++)
        {
            var box = ready.Count > 0 ? ready.Min : left.Min;
            ready.Remove(box);
            left.Remove(box);
            places[box] = place;
            foreach (var to in next[box])
                if (--waiting[to] == 0 && left.Contains(to)) ready.Add(to);
        }
        return places;
    }

    private int[] Rows(IReadOnlyList<(int From, int To)> edges, int[] places)
    {
        var down = edges.Select(edge => places[edge.From] < places[edge.To] ? edge : (edge.To, edge.From)).Distinct()
            .ToArray();
        var (above, below) = (down.ToLookup(edge => edge.Item2, edge => edge.Item1),
            down.ToLookup(edge => edge.Item1, edge => edge.Item2));
        var rows = new int[_sizes.Count];
        int[] order = [.. Enumerable.Range(0, _sizes.Count).OrderBy(box => places[box])];
        foreach (var box in order) rows[box] = above[box].Select(other => rows[other] + 1).DefaultIfEmpty(0).Max();
        // What has more below it than above stands as far down as it can: an input beside what reads it.
        foreach (var box in order.Reverse())
            if (below[box].Count() > above[box].Count()) rows[box] = below[box].Min(other => rows[other]) - 1;
        return rows;
    }

    private void Add(Item item)
    {
        while (_rows.Count <= item.Row) _rows.Add([]);
        item.Place = _rows[item.Row].Count;
        _rows[item.Row].Add(item);
        _items.Add(item);
    }

    private void AddTrunk(int source, bool down, IReadOnlyList<int> targets, int[] rows)
    {
        var at = _items[source];
        var trunk = new List<Item> { at };
        for (var row = at.Row + 1; row < targets.Max(target => rows[target]); row++)
        {
            var piece = new Item(-1, row, 0);
            Add(piece);
            at.Connect(piece, down);
            trunk.Add(at = piece);
        }
        foreach (var target in targets) trunk[rows[target] - 1 - trunk[0].Row].Connect(_items[target], down);
    }

    // Rows are ordered by the mean place of what they are connected to, downwards and upwards in turns, and the order
    // of the fewest crossings is kept.
    private void Order()
    {
        var (best, fewest) = (_items.Select(item => item.Place).ToArray(), Crossings());
        for (var sweep = 0; sweep < Sweeps && fewest > 0; sweep++)
        {
            var down = sweep % 2 == 0;
            foreach (var row in down ? _rows : Enumerable.Reverse(_rows))
            {
                var ordered = row.Select(item => (Item: item, Near: down ? item.Above : item.Below)).OrderBy(one =>
                    one.Near.Count == 0 ? one.Item.Place : one.Near.Average(other => other.Place)).ToList();
                for (var i = 0; i < row.Count; i++) (row[i] = ordered[i].Item).Place = i;
            }
            if (Crossings() is var crossings && crossings >= fewest) continue;
            (best, fewest) = (_items.Select(item => item.Place).ToArray(), crossings);
        }
        for (var i = 0; i < best.Length; i++) _items[i].Place = best[i];
        foreach (var row in _rows) row.Sort((one, other) => one.Place.CompareTo(other.Place));
    }

    // Pairs of lines between two rows whose ends are in opposite orders, counted by a Fenwick tree over the lower row.
    private long Crossings()
    {
        var crossings = 0L;
        for (var row = 1; row < _rows.Count; row++)
        {
            var (counts, seen) = (new int[_rows[row].Count + 1], 0);
            foreach (var upper in _rows[row - 1])
                foreach (var place in upper.Below.Select(lower => lower.Place).Order())
                {
                    crossings += seen++;
                    for (var i = place + 1; i > 0; i -= i & -i) crossings -= counts[i];
                    for (var i = place + 1; i < counts.Length; i += i & -i) counts[i]++;
                }
        }
        return crossings;
    }

    // Every item moves towards the middle of what it is connected to, as far as its row has room: first as the rows
    // above, or below, lie, then between both.
    private void Align()
    {
        foreach (var row in _rows)
            for (var i = 1; i < row.Count; i++) row[i].X = row[i - 1].X + Apart(row[i - 1], row[i]);
        for (var sweep = 0; sweep < 2 * Sweeps; sweep++)
        {
            var (down, one) = (sweep % 2 == 0, sweep < 4);
            foreach (var row in down ? _rows : Enumerable.Reverse(_rows)) Settle(row, !one || down, !one || !down);
        }
        var left = _items.Min(item => item.X - item.Width / 2);
        foreach (var item in _items) item.X -= left;
        Width = _items.Max(item => item.X + item.Width / 2);
    }

    // The nearest places to the wished ones, in the sum of squares, that keep order and distances: items that would
    // overlap form blocks, each at the mean of its members' wishes.
    private static void Settle(List<Item> row, bool toAbove, bool toBelow)
    {
        var blocks = new List<(double Sum, double Weight, int Count)>();
        var offsets = new double[row.Count];
        for (var i = 0; i < row.Count; i++)
        {
            if (i > 0) offsets[i] = offsets[i - 1] + Apart(row[i - 1], row[i]);
            var (sum, weight) = (0.0, 0.0);
            if (toAbove) Add(row[i].Above);
            if (toBelow) Add(row[i].Below);
            if (weight == 0) (sum, weight) = (row[i].X, 1);
            var block = (Sum: sum - offsets[i] * weight, Weight: weight, Count: 1);
            while (blocks.Count > 0 && blocks[^1].Sum / blocks[^1].Weight >= block.Sum / block.Weight)
            {
                block = (block.Sum + blocks[^1].Sum, block.Weight + blocks[^1].Weight, block.Count + blocks[^1].Count);
                blocks.RemoveAt(blocks.Count - 1);
            }
            blocks.Add(block);

            void Add(List<Item> near)
            {
                foreach (var other in near)
                {
                    // Trunks are to be straight above all.
                    var pull = row[i].IsTrunk && other.IsTrunk ? 8 : 1;
                    (sum, weight) = (sum + pull * other.X, weight + pull);
                }
            }
        }
        var at = 0;
        foreach (var (sum, weight, count) in blocks)
            for (var i = 0; i < count; i++, at++) row[at].X = sum / weight + offsets[at];
    }

    private static double Apart(Item left, Item right) => (left.Width + right.Width) / 2
        + (left.IsTrunk && right.IsTrunk ? BetweenTrunks : left.IsTrunk || right.IsTrunk ? BetweenBoxes / 2
            : BetweenBoxes);

    private void Place()
    {
        var y = 0.0;
        for (var row = 0; row < _rows.Count; row++)
        {
            var height = _rows[row].Max(HeightOf);
            foreach (var item in _rows[row])
            {
                (item.RowTop, item.RowBottom) = (y, y + height);
                var inset = item.IsTrunk ? 0 : (height - HeightOf(item)) / 2;
                (item.Top, item.Bottom) = (y + inset, y + height - inset);
                if (!item.IsTrunk) _places[item.Box] = (item.X - item.Width / 2, item.Top);
            }
            // Long ways across need more height, so as not to lie on each other.
            var span = _rows[row].SelectMany(item => item.Below.Select(other => Math.Abs(other.X - item.X)))
                .DefaultIfEmpty(0).Max();
            y += height + (row + 1 < _rows.Count ? Math.Clamp(span / 8, LeastGap, MostGap) : 0);
        }
        Height = y;
        foreach (var upper in _items)
            foreach (var (lower, down) in upper.Below.Zip(upper.Downwards))
            {
                var (from, to) = (End(upper, down), End(lower, down));
                // Where a box is so near that a straight line reaches it, nobody sees that it is not at its middle.
                if (Math.Abs(from - to) < Near && !(upper.IsTrunk && lower.IsTrunk))
                    from = to = lower.IsTrunk ? to : from;
                _lines.Add(new((from, upper.IsTrunk ? upper.Top : upper.Bottom), upper.RowBottom, lower.RowTop,
                    (to, lower.Top), down, down ? !lower.IsTrunk : !upper.IsTrunk));
            }

        // What goes up leaves and reaches boxes beside what goes down.
        static double End(Item item, bool down) => item.X + (down || item.IsTrunk ? 0 : item.Width / 4);
    }

    private double HeightOf(Item item) => item.IsTrunk ? 0 : _sizes[item.Box].Height;

    // What has a place in a row: a box, or the piece of a trunk that passes it.
    private sealed class Item(int box, int row, double width)
    {
        public int Box { get; } = box;
        public int Row { get; } = row;
        public double Width { get; } = width;
        public bool IsTrunk => Box < 0;
        public int Place { get; set; }
        public double X { get; set; }
        public double RowTop { get; set; }
        public double RowBottom { get; set; }
        public double Top { get; set; }
        public double Bottom { get; set; }
        public List<Item> Above { get; } = [];
        public List<Item> Below { get; } = [];
        public List<bool> Downwards { get; } = [];

        public void Connect(Item below, bool down)
        {
            Below.Add(below);
            Downwards.Add(down);
            below.Above.Add(this);
        }
    }
}
