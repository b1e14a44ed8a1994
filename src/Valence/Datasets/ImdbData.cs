namespace Valence.Datasets;

/// <summary>The IMDB reviews: <c>var ((xTrain, yTrain), (xTest, yTest)) = Imdb.LoadData("imdb.npz")</c>.</summary>
/// <param name="Train">The reviews to train on; 25,000 in Keras' file.</param>
/// <param name="Test">The reviews to test on; 25,000 in Keras' file.</param>
public sealed record ImdbData(ImdbReviews Train, ImdbReviews Test);
