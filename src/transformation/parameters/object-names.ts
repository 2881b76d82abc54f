/** What `fo` can look for: the 80 classes of the COCO data set, as ImageKit spells them. */
export const OBJECT_NAMES: readonly string[] =
  `person bicycle car motorcycle airplane bus train truck boat trafficLight fireHydrant stopSign parkingMeter bench
   bird cat dog horse sheep cow elephant bear zebra giraffe backpack umbrella handbag tie suitcase frisbee skis
   snowboard sportsBall kite baseballBat baseballGlove skateboard surfboard tennisRacket bottle wineGlass cup fork
   knife spoon bowl banana apple sandwich orange broccoli carrot hotDog pizza donut cake chair couch pottedPlant bed
   diningTable toilet tv laptop mouse remote keyboard cellPhone microwave oven toaster sink refrigerator book clock
   vase scissors teddyBear hairDrier toothbrush`.split(/\s+/);
