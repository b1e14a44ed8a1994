using Valence.Layers;
using Valence.Models;
using Valence.Saving;

namespace Valence.Tests.Layers;

/// <summary>What the reference cases of KerasHub's layers leave open: masks that inputs carry, heads on embeddings,
/// models in files, refusals.</summary>
public sealed class HubLayerTests
{
    private static readonly Tensor Mask = Tensor.From([1f, 1, 0, 1, 1, 0, 1, 0, 1, 1], [2, 5]);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_encoders_own_mask_closes_pairs_of_masked_steps(bool normalizeFirst)
    {
        var x = Calls.Normal([2, 5, 6]);
        TransformerEncoder Make() => new(7, 2) { NormalizeFirst = normalizeFirst };
        var pairs = new Tensor([2, 5, 5]);
        for (var i = 0; i < pairs.Count; i++)
            pairs.Change<float>()[i] = Mask.Floats[i / 5] * Mask.Floats[i / 25 * 5 + i % 5];
        var own = Make().Run(false, new Value(x, Mask));
        Calls.Close(Make().Run(false, x, Tensor.From([0f], []), pairs).Tensor, own.Tensor);
        Assert.Same(Mask, own.Mask);
        Assert.NotEqual(Make().Run(false, x, Mask).Tensor.Elements(), own.Tensor.Elements());
    }

    [Fact]
    public void A_decoders_own_masks_are_padding_masks_that_those_given_replace()
    {
        var (x, encoded, missing) = (Calls.Normal([2, 5, 6]), Calls.Normal([2, 5, 4], 8), Tensor.From([0f], []));
        var ones = Tensor.From([1f, 1, 1, 1, 1, 1, 1, 1, 1, 1], [2, 5]);
        var own = Make().Run(false, new Value(x, Mask), new Value(encoded, Mask)).Tensor.Elements();
        Assert.Equal(Make().Run(false, x, encoded, Mask, missing, Mask).Tensor.Elements(), own);
        Calls.Close(Make().Run(false, x, encoded).Tensor, Make().Run(false, new Value(x, Mask),
            new Value(encoded, Mask), ones, missing, ones).Tensor);
        Assert.NotEqual(Make().Run(false, x, encoded).Tensor.Elements(), own);

        static TransformerDecoder Make() => new(7, 3);
    }

    [Fact]
    public void A_decoder_is_causal_unless_it_is_told_otherwise()
    {
        var x = Calls.Normal([1, 4, 6]);
        var later = x.Copy();
        later.Change<float>()[^1] += 3;
        Assert.True(IsFirstStepTheSame(new(7, 2)));
        Assert.False(IsFirstStepTheSame(new(7, 2) { UseCausalMask = false }));

        bool IsFirstStepTheSame(TransformerDecoder layer) => layer.Run(false, x).Tensor.Floats[..6]
            .SequenceEqual(layer.Run(false, later).Tensor.Floats[..6]);
    }

    [Fact]
    public void A_decoder_built_without_an_encoder_takes_none_and_the_other_way_round()
    {
        var (x, encoded) = (Calls.Normal([2, 5, 6]), Calls.Normal([2, 3, 6]));
        TransformerDecoder alone = new(7, 2), both = new(7, 2);
        alone.Run(false, x);
        both.Run(false, x, encoded);
        Assert.Contains("the decoder's sequence alone", Assert.Throws<ShapeException>(
            () => alone.Run(false, x, encoded)).Message);
        Assert.Contains("received the first alone", Assert.Throws<ShapeException>(() => both.Run(false, x)).Message);
    }

    [Fact]
    public void Attention_scores_are_an_encoders_second_output()
    {
        var y = new TransformerEncoder(7, 2) { ReturnAttentionScores = true }.Run(false, Calls.Normal([2, 5, 6]));
        Assert.Equal(2, y.Count);
        Assert.Equal([2, 2, 5, 5], y[1].Tensor.Shape);
        Assert.All(y[1].Tensor.Elements().Chunk(5), row => Assert.Equal(1, row.Sum(), 1e-5));
    }

    [Fact]
    public void A_head_on_an_embedding_scores_with_its_table()
    {
        var (x, positions) = (Calls.Normal([2, 5, 3]), Tensor.From([4, 0, 2, 2], [2, 2]));
        var table = new ReversibleEmbedding(9, 3);
        var tied = new MaskedLmHead(tokenEmbedding: table);
        var own = new MaskedLmHead(9);
        var y = tied.Run(false, x, positions).Tensor;
        own.Run(false, x, positions);
        var turned = new Tensor([3, 9]);
        for (var i = 0; i < 27; i++) turned.Change<float>()[i] = table.Weights[0].Value.Floats[i % 9 * 3 + i / 9];
        var weights = tied.Weights.ToDictionary(weight => weight.Path, weight => weight.Value.Copy());
        own.SetWeights([.. own.Weights.Select(weight => weight.Path == "output_kernel" ? turned
            : weights[weight.Path])]);
        Calls.Close(own.Run(false, x, positions).Tensor, y);
        Assert.Contains("from 0 to 4, received 5", Assert.ThrowsAny<ArgumentException>(
            () => own.Run(false, x, Tensor.From([0, 1, 5, 1], [2, 2]))).Message);
    }

    [Fact]
    public void A_head_on_an_embedding_that_the_model_uses_elsewhere_is_not_written()
    {
        var (ids, positions) = (Models.Keras.Input(5, ElementType.Int32), Models.Keras.Input(2, ElementType.Int32));
        var table = new ReversibleEmbedding(9, 3);
        var model = new Functional([ids, positions], [new MaskedLmHead(9, table).Call(table.Call(ids), positions)]);
        Assert.Contains("uses elsewhere", Assert.Throws<ConfigException>(() => model.ToJson()).Message);
    }

    [Fact]
    public void Positions_beyond_the_table_are_refused() => Assert.Contains("at most 4 steps, received [2, 5, 6]",
        Assert.Throws<ShapeException>(() => new PositionEmbedding(4).Run(false, Calls.Normal([2, 5, 6]))).Message);

    [Fact]
    public void A_model_of_these_layers_reads_back_from_its_file()
    {
        var ids = Models.Keras.Input(5, ElementType.Int32);
        var pairs = Models.Keras.Input([5, 5]);
        var vectors = new Embedding(9, 6, maskZero: true).Call(ids);
        var places = new Add().Call(new PositionEmbedding(5).Call(vectors), new SinePositionEncoding().Call(vectors));
        var x = new FNetEncoder(4).Call(new RotaryEmbedding().Call(new Add().Call(vectors, places)));
        var encoded = LayerNode.Create(new TransformerEncoder(4, 2), new([new Argument.Symbol(vectors)],
            new Dictionary<string, Argument> { ["attention_mask"] = new Argument.Symbol(pairs) })).Outputs[0];
        var y = new TransformerDecoder(4, 3) { UseCausalMask = false, NormalizeFirst = true }.Call(x, encoded);
        var model = new Functional([ids, pairs], [new MaskedLmHead(9).Call(y, ids)]);
        var data = new Data(Tensor.From([1, 4, 2, 0, 0, 3, 3, 1, 2, 0], [2, 5]), Calls.Normal([2, 5, 5]));
        var expected = model.Predict(data).Elements();
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var path = Path.Combine(folder.FullName, "hub.keras");
            model.Save(path);
            Assert.Equal(expected, Model.Load(path).Predict(data).Elements());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
