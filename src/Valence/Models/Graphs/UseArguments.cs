using Valence.Layers;
using Valence.Models;

namespace Valence.Models;

/// <summary>The arguments of one use of a layer or operation, as Keras' code spells them: those by position, then those
/// by name.</summary>
internal sealed record UseArguments(IReadOnlyList<Argument> Args, IReadOnlyDictionary<string, Argument> Kwargs)
{
    /// <summary>Keras' name of the argument that is the first input's mask.</summary>
    public const string Mask = "mask";

    private const string MaskSuffix = "_mask";
    private const string Training = "training";

    /// <summary>No arguments, as an input layer has.</summary>
    public static UseArguments None { get; } = new([], new Dictionary<string, Argument>());

    /// <summary>Every tensor of the graph among them, in the order in which Keras walks them.</summary>
    public IEnumerable<SymbolicTensor> Tensors => Args.Concat(Kwargs.OrderBy(pair => pair.Key, StringComparer.Ordinal)
        .Select(pair => pair.Value)).SelectMany(argument => argument.Tensors);

    /// <summary>Whether there is one tensor among the arguments, by position.</summary>
    public bool IsSingleTensor => Args is [Argument.Symbol, ..] && Tensors.Count() == 1;

    /// <summary>Whether the first input's mask is given by position. Keras' outputs then carry the input's own mask,
    /// and otherwise the one that is given.</summary>
    public bool GivesMaskByPosition(Layer layer)
    {
        for (var i = 0; i < Args.Count; i++)
            if (layer.CallParameters[i] == Mask) return Args[i] is not Argument.Nothing;
        return false;
    }

    /// <summary>The arguments of a use by code, which gives what the layer takes in its order.</summary>
    public static UseArguments Of(Layer layer, IReadOnlyList<SymbolicTensor> inputs)
    {
        if (inputs.Contains(null!)) throw new ArgumentNullException(nameof(inputs));
        Argument[] symbols = [.. inputs.Select(input => new Argument.Symbol(input))];
        if (layer is Functional { InputStructure: not Argument.Symbol and var structure } && symbols.Length > 0)
            return new([structure.With(inputs)], None.Kwargs);
        if (layer.TakesList) return new([new Argument.List(symbols)], None.Kwargs);
        var names = layer.CallArguments;
        var (args, kwargs) = (new List<Argument>(), new Dictionary<string, Argument>());
        for (var i = 0; i < symbols.Length; i++)
        {
            // What Keras takes as several states is one argument; masks stand behind arguments that code leaves out.
            if (i > 0 && i == names.Count - 1 && layer.TakesStates)
            {
                kwargs[names[i]] = new Argument.List(symbols[i..]);
                break;
            }
            if (i < names.Count && (names[i].EndsWith(MaskSuffix, StringComparison.Ordinal)
                || i > 0 && layer.TakesByName))
                kwargs[names[i]] = symbols[i];
            else args.Add(symbols[i]);
        }
        return new(args, kwargs);
    }

    /// <summary>The same arguments, and by name those that are not null.</summary>
    public UseArguments With(bool? training, SymbolicTensor? mask)
    {
        var kwargs = new Dictionary<string, Argument>(Kwargs);
        if (training is { } value) kwargs[Training] = value;
        if (mask is not null) kwargs[Mask] = mask;
        return this with { Kwargs = kwargs };
    }

    /// <summary>The same arguments with other tensors of the graph.</summary>
    public UseArguments Map(Func<SymbolicTensor, SymbolicTensor> map) =>
        new([.. Args.Select(argument => argument.Map(map))],
        Kwargs.ToDictionary(pair => pair.Key, pair => pair.Value.Map(map)));

    /// <summary>What the layer takes, in its order, the masks that are given beside, and whether the use is as in
    /// training.</summary>
    /// <exception cref="ArgumentException">The layer does not take one of the arguments.</exception>
    public (IReadOnlyList<UseInput> Inputs, IReadOnlyList<UseInput?> Masks, bool? Training) Bind(Layer layer)
    {
        if (layer is OperationStep)
            return ([.. Tensors.Distinct().Select(tensor => new UseInput(tensor, null))], [], null);
        var given = ByName(layer);
        var names = layer.CallArguments;
        var inputs = new List<UseInput>();
        var leftOut = 0;
        for (var i = 0; i < names.Count; i++)
        {
            if (!given.Remove(names[i], out var argument) || argument is Argument.Nothing) continue;
            // An argument left out before this one has Keras' default, which for attention's key is the value before
            // it.
            while (inputs.Count > 0 && inputs.Count < i)
            {
                if (layer.LeavesArgumentsOut)
                {
                    inputs.Add(UseInput.LeftOut);
                    continue;
                }
                leftOut = inputs.Count;
                inputs.Add(inputs[^1]);
            }
            inputs.AddRange(Flat(argument, layer, names[i]));
        }
        if (layer.TakesStates && inputs.Skip(1).Any(input => input.Symbol?.KerasType == KerasType.Bool))
            throw new ArgumentException($"a tensor of truth values as '{names[^1]}' of {layer.KerasName}: give a mask "
                + $"by its name, '{Mask}'");
        bool? training = given.Remove(Training, out var asked) ? TrainingOf(asked, layer) : null;
        var masks = new List<UseInput?>();
        foreach (var (name, argument) in given)
        {
            if (argument is Argument.Nothing) continue;
            if (layer.CallParameters.Contains(name) && MaskedInput(names, name) is { } index)
            {
                foreach (var item in Leaves(argument))
                {
                    while (masks.Count <= index) masks.Add(null);
                    if (item is not Argument.Nothing) masks[index] = Flat(item, layer, name).Single();
                    // In a list that is given, nothing is no mask, whatever the input has; a model lets it be.
                    else if (argument is Argument.List && layer is not Model) masks[index] = UseInput.None;
                    index++;
                }
            }
            else if (!IsPlain(argument))
                throw new ArgumentException($"a tensor argument '{name}' that {layer.KerasName} does not take");
        }
        // The key that is the value has the value's mask, and none where the value is given another one.
        if (leftOut > 0 && leftOut <= masks.Count && masks[leftOut - 1] is not null)
        {
            if (masks.Count == leftOut) masks.Add(null);
            masks[leftOut] ??= UseInput.None;
        }
        // A mask of attention's key where the key is the value.
        while (inputs.Count > 1 && inputs.Count < Math.Min(masks.Count, names.Count)) inputs.Add(inputs[^1]);
        if (masks.Count > inputs.Count)
            throw new ArgumentException($"{masks.Count} masks for {inputs.Count} inputs");
        return (inputs, masks, training);
    }

    // Keras takes 0 and 1 too.
    private static bool? TrainingOf(Argument argument, Layer layer) => argument switch
    {
        Argument.Nothing => null,
        Argument.Truth truth => truth.Value,
        Argument.Integer number => number.Value != 0,
        _ => throw new ArgumentException($"expected true or false as argument '{Training}' of {layer.KerasName}, found "
            + argument.Words),
    };

    private Dictionary<string, Argument> ByName(Layer layer)
    {
        var parameters = layer.CallParameters;
        var given = new Dictionary<string, Argument>(StringComparer.Ordinal);
        for (var i = 0; i < Args.Count; i++)
            if (i >= parameters.Count)
                throw new ArgumentException($"{Args.Count} arguments by position, of which {layer.KerasName} takes "
                    + $"{parameters.Count}");
            else given[parameters[i]] = Args[i];
        foreach (var (name, argument) in Kwargs)
            if (!given.TryAdd(name, argument)) throw new ArgumentException($"the argument '{name}' twice");
        return given;
    }

    // The input whose mask an argument is: the first one's is 'mask', that of several inputs is named after the input.
    private static int? MaskedInput(IReadOnlyList<string> names, string argument)
    {
        if (argument == Mask) return 0;
        if (!argument.EndsWith(MaskSuffix, StringComparison.Ordinal)) return null;
        var index = names.ToList().IndexOf(argument[..^MaskSuffix.Length]);
        return index < 0 ? null : index;
    }

    // What stands in files as the layer's own field, such as use_causal_mask.
    private static bool IsPlain(Argument argument) => argument switch
    {
        Argument.Symbol or Argument.Array => false,
        Argument.List list => list.Items.All(IsPlain),
        Argument.Dict dict => dict.Items.All(item => IsPlain(item.Value)),
        _ => true,
    };

    // What stands in lists and dictionaries, in the order in which Keras walks them.
    private static IEnumerable<Argument> Leaves(Argument argument) => argument switch
    {
        Argument.List list => list.Items.SelectMany(Leaves),
        Argument.Dict dict => dict.Items.OrderBy(item => item.Key, StringComparer.Ordinal)
            .SelectMany(item => Leaves(item.Value)),
        _ => [argument],
    };

    private static IEnumerable<UseInput> Flat(Argument argument, Layer layer, string name) => argument switch
    {
        Argument.Symbol symbol => [new(symbol.Tensor, null)],
        Argument.Array array => [new(null, array.Value)],
        Argument.List list => list.Items.SelectMany(item => Flat(item, layer, name)),
        Argument.Dict dict => dict.Items.OrderBy(item => item.Key, StringComparer.Ordinal)
            .SelectMany(item => Flat(item.Value, layer, name)),
        _ => throw new ArgumentException($"expected tensors as argument '{name}' of {layer.KerasName}, found "
            + $"{argument.Words}"),
    };
}
